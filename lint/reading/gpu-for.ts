import { findGpu } from '../../catalog/gpus.ts';
import type { Gpu } from '../../catalog/types.ts';
import { folderOf, isInside } from '../../deployment/paths.ts';
import type { Project } from '../../deployment/project.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { LintOptions } from '../rule.ts';

/** The GPU that a file is written for; names that mean several cards are unknown. */
export function gpuFor(file: SourceFile, project: Project, options: LintOptions): Gpu | undefined {
  const name = gpuNameFor(file, project, options);
  const found = name === undefined ? undefined : findGpu(name);
  return found?.kind === 'found' ? found.item : undefined;
}

/**
 * The name of the GPU that a file is written for: by a `# batchwise: gpu=…` line of its own, else of files below its folder, else
 * below the folder above, else by the option of the command line. Names
 * that contradict each other are unknown.
 */
export function gpuNameFor(file: SourceFile, project: Project, options: LintOptions): string | undefined {
  const named = project.directives.filter(({ key }) => key === 'gpu');
  const folder = folderOf(file.path);
  const circles = [
    named.filter((directive) => directive.file === file),
    named.filter((directive) => isInside(directive.file.path, folder)),
    folder === '.' ? [] : named.filter((directive) => isInside(directive.file.path, folderOf(folder))),
  ];
  const names = new Set(circles.find((circle) => circle.length > 0)?.map(({ value }) => value.value));
  return names.size === 1 ? [...names][0] : names.size === 0 ? options.gpu : undefined;
}
