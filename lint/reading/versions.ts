import { folderOf, isInside } from '../../deployment/paths.ts';
import type { Project, VersionMention } from '../../deployment/project.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { LintOptions } from '../rule.ts';

/**
 * The release of a tool that a file is written for: what the file itself names, else what files below its folder name,
 * else below the folder above; where none does, the target of the command line. Two releases that contradict each
 * other leave it unknown.
 */
export function versionFor(
  tool: VersionMention['tool'],
  file: SourceFile,
  project: Project,
  options: LintOptions,
): string | undefined {
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
  const versions = new Set(named.map((mention) => mention.version));
  return versions.size === 1 ? [...versions][0] : undefined;
}

/** An image tagged with a commit, such as `vllm-openai:v0.6.1-edb07092`, holds something else than the release. */
function isOwnBuild({ file, range }: VersionMention): boolean {
  return /:[^/]*-[0-9a-f]{7,40}(-|$)/.test(file.text.slice(range.start, range.end).replace(/["']$/, ''));
}
