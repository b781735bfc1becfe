import { folderOf, isInside } from '../../deployment/paths.ts';
import type { Project } from '../../deployment/project.ts';
import type { Traced } from '../../deployment/traced.ts';
import type { SourceFile } from '../../workspace/source-file.ts';

/**
 * How many GPUs there are for a file, by a `# batchwise: gpus=…` line of its own, else of files below its folder, else
 * below the folder above; unknown where such lines contradict each other.
 */
export function gpuCountFor(file: SourceFile, project: Project): Traced<number> | undefined {
  const named = project.directives.filter(({ key, value }) => key === 'gpus' && /^\d+$/.test(value.value));
  const folder = folderOf(file.path);
  const circles = [
    named.filter((directive) => directive.file === file),
    named.filter((directive) => isInside(directive.file.path, folder)),
    folder === '.' ? [] : named.filter((directive) => isInside(directive.file.path, folderOf(folder))),
  ];
  const circle = circles.find((found) => found.length > 0) ?? [];
  const first = circle[0];
  if (!first || circle.some(({ value }) => value.value !== first.value.value)) return undefined;
  return { value: Number(first.value.value), origin: first.value.origin };
}
