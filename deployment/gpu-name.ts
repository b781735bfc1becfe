import { findGpu } from '../catalog/gpus.ts';
import type { Deployment } from './deployment.ts';
import type { Traced } from './traced.ts';

/** The card that a name means, or all that it fits alike: `v100` has four, whose kernels are the same. */
export function gpuNamed(name: Traced<string> | undefined): Pick<Deployment['gpu'], 'model' | 'candidates'> {
  const found = name && findGpu(name.value);
  if (found?.kind === 'found') return { model: { value: found.item, origin: name!.origin } };
  return found?.kind === 'ambiguous' ? { candidates: { value: found.candidates, origin: name!.origin } } : {};
}
