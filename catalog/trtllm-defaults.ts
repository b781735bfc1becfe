import data from './data/trtllm-defaults.json' with { type: 'json' };
import { isWithin } from './version.ts';
import type { EngineDefault } from './versioned-default.ts';

export type TrtllmDefaultName =
  | 'kv_cache_free_gpu_mem_fraction'
  | 'tokens_per_block'
  | 'max_batch_size'
  | 'max_num_tokens'
  | 'max_input_len'
  | 'max_output_len'
  | 'max_beam_width'
  | 'enable_chunked_context'
  | 'enable_kv_cache_reuse'
  | 'use_paged_context_fmha'
  | 'batch_scheduler_policy'
  | 'cuda_graph';

/** Engines built by `trtllm-build`, or the PyTorch backend of `trtllm-serve` and the LLM API (default from 1.0). */
export type TrtllmBackend = 'tensorrt' | 'pytorch';

/**
 * TensorRT-LLM's default of a setting in a release. Undefined where the release has none (`max_num_tokens` before
 * 0.11 follows from the other limits) or the facts do not say.
 */
export function trtllmDefault(
  name: TrtllmDefaultName,
  version: string,
  backend: TrtllmBackend = 'tensorrt',
): EngineDefault | undefined {
  const found = data.defaults.find(
    (each) =>
      each.name === name &&
      (each.backend === undefined || each.backend === backend) &&
      isWithin(version, each.from, each.before),
  );
  return found === undefined
    ? undefined
    : { value: found.value, source: found.source, certain: found.certain !== false };
}
