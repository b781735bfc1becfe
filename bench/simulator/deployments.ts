import { findGpu } from '../../catalog/gpus.ts';
import { findModel } from '../../catalog/models.ts';
import type { Lookup } from '../../catalog/types.ts';
import { deploymentOfSettings, type Settings } from '../../deployment/overrides.ts';
import { type EngineSpec, specOf } from '../../simulator/index.ts';

/** Llama-3.1-8B in BF16 on one H100, as flags would describe it, with the engine's own defaults for the rest. */
export function h100Llama8b(changes: Settings): EngineSpec {
  const deployment = deploymentOfSettings({
    modelName: 'meta-llama/Llama-3.1-8B',
    architecture: found(findModel('meta-llama/Llama-3.1-8B')),
    gpu: found(findGpu('h100-sxm')),
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
