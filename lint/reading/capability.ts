import { findGpu } from '../../catalog/gpus.ts';
import type { Gpu } from '../../catalog/types.ts';
import type { Deployment } from '../../deployment/deployment.ts';
import type { Project } from '../../deployment/project.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { LintOptions } from '../rule.ts';
import { gpuNameFor } from './gpu-for.ts';

/** What kernels hang on: one card, or several of one compute capability that a name fits alike. */
export interface Capability {
  readonly name: string;
  /** 8.9 is 89. */
  readonly sm: number;
}

export function capabilityOf(deployment: Deployment | undefined): Capability | undefined {
  const { model, candidates } = deployment?.gpu ?? {};
  return model?.value ?? (candidates && sharedBy(candidates.value));
}

/** That of the GPU which a file is written for. */
export function capabilityFor(
  file: SourceFile,
  project: Project,
  options: LintOptions,
): Capability | undefined {
  const name = gpuNameFor(file, project, options);
  const found = name === undefined ? undefined : findGpu(name);
  if (found?.kind === 'found') return found.item;
  return found?.kind === 'ambiguous' ? sharedBy(found.candidates) : undefined;
}

/** Of `V100-SXM2-16GB` and `V100-PCIe-32GB`: `V100` and their compute capability. */
function sharedBy(gpus: readonly Gpu[]): Capability | undefined {
  const [first] = gpus;
  if (!first || gpus.some(({ sm }) => sm !== first.sm)) return undefined;
  let length = 0;
  while (
    length < first.name.length &&
    gpus.every(({ name }) => name.charAt(length) === first.name.charAt(length))
  )
    length += 1;
  const prefix = first.name.slice(0, length).replace(/-[^-]*$/, '');
  return { name: prefix || first.name, sm: first.sm };
}
