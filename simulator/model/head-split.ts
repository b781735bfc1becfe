import type { EngineSpec } from '../spec.ts';

/**
 * Why the attention heads cannot be dealt out over the ranks of tensor parallelism, where they cannot: engines stop
 * then before they load the weights (vLLM `ModelConfig.verify_with_parallel_config`; TensorRT-LLM layers/attention.py:
 * n_kv_head % tp == 0 or tp % n_kv_head == 0). Attention that each data-parallel rank has whole is not split.
 */
export function unevenHeads({ engine, model, tensorParallel, dataParallel }: EngineSpec): string | undefined {
  if (dataParallel > 1) return undefined;
  const { heads, kvHeads, mla } = model;
  if (heads % tensorParallel !== 0)
    return `${heads} attention heads, which ${tensorParallel} ranks cannot share evenly`;
  if (engine === 'tgi' || mla || kvHeads % tensorParallel === 0 || tensorParallel % kvHeads === 0)
    return undefined;
  return `${kvHeads} KV heads, which ${tensorParallel} ranks can neither share nor copy evenly`;
}
