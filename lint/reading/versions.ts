import { folderOf, isInside } from '../../deployment/paths.ts';
import type { Project, VersionMention } from '../../deployment/project.ts';
import type { Word } from '../../grammar/command.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { LintOptions } from '../rule.ts';

/**
 * The release of a tool that a file is written for: what the file itself names, else what files below its folder name,
 * else below the folder above; where none does, the target of the command line. Two releases that contradict each
 * other leave it unknown, unless a `# batchwise:` line of the file decides. A command in an `image` has the release of
 * that image, which its neighbours say nothing of.
 */
export function versionFor(
  tool: VersionMention['tool'],
  file: SourceFile,
  project: Project,
  options: LintOptions,
  image?: Word,
): string | undefined {
  if (image) return versionIn(tool, image, file, project) ?? options.targets[tool];
  const mentions = project.versions.filter((mention) => mention.tool === tool && !isOwnBuild(mention));
  const folder = folderOf(file.path);
  const circles = [
    mentions.filter((mention) => mention.file === file),
    mentions.filter((mention) => isInside(mention.file.path, folder)),
    // Above the root of what was read there is nothing that belongs to this file more than to any other.
    folder === '.' ? [] : mentions.filter((mention) => isInside(mention.file.path, folderOf(folder))),
  ];
  const named = circles.find((circle) => circle.length > 0);
  if (!named) return options.targets[tool];
  const line = lineOf(tool, file, project);
  if (line) return line;
  const versions = new Set(named.map((mention) => mention.version));
  return versions.size === 1 ? [...versions][0] : undefined;
}

/** What the tag of an image says, else a `# batchwise:` line beside it, else what a Dockerfile installs in it. */
function versionIn(
  tool: VersionMention['tool'],
  image: Word,
  file: SourceFile,
  project: Project,
): string | undefined {
  const said = project.versions.find(
    (mention) =>
      mention.tool === tool &&
      mention.file === file &&
      mention.range.start === image.range.start &&
      !isOwnBuild(mention),
  );
  return installedIn(tool, file, project) ?? said?.version ?? lineOf(tool, file, project);
}

/** The one release that a file's `# batchwise:` lines name. */
function lineOf(tool: VersionMention['tool'], file: SourceFile, { directives }: Project): string | undefined {
  return directives.find((directive) => directive.key === tool && directive.file === file)?.value.value;
}

/** The one release that a Dockerfile's `pip install` pins, which replaces what the image came with. */
function installedIn(
  tool: VersionMention['tool'],
  file: SourceFile,
  { versions }: Project,
): string | undefined {
  if (!/(^|\/)(Dockerfile|Containerfile)[^/]*$|\.dockerfile$/i.test(file.path)) return undefined;
  const pinned = versions.filter(
    ({ tool: of, file: at, range }) =>
      of === tool &&
      at === file &&
      /==\s*v?$/.test(file.text.slice(Math.max(0, range.start - 6), range.start)),
  );
  const releases = new Set(pinned.map(({ version }) => version));
  return releases.size === 1 ? [...releases][0] : undefined;
}

/** An image tagged with a commit, such as `vllm-openai:v0.6.1-edb07092`, holds something else than the release. */
function isOwnBuild({ file, range }: VersionMention): boolean {
  return /:[^/]*-[0-9a-f]{7,40}(-|$)/.test(file.text.slice(range.start, range.end).replace(/["']$/, ''));
}
