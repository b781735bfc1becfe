import type { Deployment } from '../deployment.ts';
import { byDefault } from '../traced.ts';

/**
 * The formats of a server that loads a published checkpoint and takes its own type. BF16 is what the checkpoints of the
 * catalogue are in; quantised ones name their format and compute in it. Of a model that is not known nothing is said.
 */
export function checkpointTypes(deployment: Deployment, whose: string): Deployment['precision'] {
  if (!deployment.model.architecture) return {};
  const bf16 = byDefault('bf16' as const, `${whose}, --dtype auto`);
  const weights = deployment.precision.weights ?? bf16;
  const activations = deployment.precision.activations ?? bf16;
  const kvCache = activations.value === 'fp16' ? 'fp16' : 'bf16';
  return {
    weights,
    activations,
    // The KV cache is kept in the model's type, also where weights and activations are quantised.
    kvCache: byDefault(kvCache, `${whose}, KV cache in the model's type`),
  };
}
