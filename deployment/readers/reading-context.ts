import type { Word } from '../../grammar/command.ts';
import { parentPath } from '../../workspace/path.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import { isInside } from '../paths.ts';
import type { Project, VersionMention } from '../project.ts';
import type { Traced } from '../traced.ts';
import { versionOf } from './tensorrtllm-repository.ts';

/** What a reader of one command or call may look at beside it. */
export type Around = Omit<Project, 'deployments'>;

/**
 * The release that a command's own image names, else one that its file names, else one that a file below its folder
 * names; the nearest.
 */
export function versionAround(
  tool: VersionMention['tool'],
  file: SourceFile,
  { versions }: Pick<Around, 'versions'>,
  image?: Word,
): Traced<string> | undefined {
  const own = versions.filter((mention) => mention.file === file);
  const running = own.filter(({ range }) => range.start === image?.range.start);
  const near = versions.filter((mention) => isInside(mention.file.path, parentPath(file.path)));
  for (const circle of [running, own, near]) {
    const version = versionOf(tool, { file }, { versions: circle });
    if (version) return version;
  }
  return undefined;
}
