import { findGpu } from '../../catalog/gpus.ts';
import { findModel } from '../../catalog/models.ts';
import type { Gpu, Lookup } from '../../catalog/types.ts';
import { deploymentOfSettings, type Settings } from '../../deployment/overrides.ts';
import { type EngineSpec, specOf } from '../../simulator/index.ts';

export const h100Llama8b = (changes: Settings): EngineSpec => llama8bOn(found(findGpu('h100-sxm')), changes);

/** Llama-3.1-8B in BF16 on one GPU, as flags would describe it, with the engine's own defaults for the rest. */
export function llama8bOn(gpu: Gpu, changes: Settings): EngineSpec {
  const deployment = deploymentOfSettings({
    modelName: 'meta-llama/Llama-3.1-8B',
    architecture: found(findModel('meta-llama/Llama-3.1-8B')),
    gpu,
    weights: 'bf16',
    ...changes,
  });
  const read = deployment && specOf(deployment);
  if (!read?.ok) throw new Error('the catalogue no longer describes the deployment of the benchmark');
  return read.spec;
}

function found<T>(lookup: Lookup<T>): T {
  if (lookup.kind !== 'found') throw new Error('the catalogue no longer has what the benchmark serves');
  return lookup.item;
}
