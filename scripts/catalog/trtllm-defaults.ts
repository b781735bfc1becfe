import { compareVersions } from '../../catalog/version.ts';
import type { Facts } from './facts.ts';
import { trtllmBuildTable } from './flags-trtllm.ts';

interface Default {
  readonly name: string;
  readonly value: number | boolean | string;
  readonly backend?: 'tensorrt' | 'pytorch';
  readonly from?: string;
  readonly before?: string;
  readonly certain?: false;
  readonly source: string;
}

/** What the facts say in words. */
const written: readonly Default[] = [
  {
    name: 'kv_cache_free_gpu_mem_fraction',
    value: 0.85,
    before: '0.8.0',
    source: 'facts/trtllm/memory.md: KV pool size',
  },
  {
    name: 'kv_cache_free_gpu_mem_fraction',
    value: 0.9,
    from: '0.8.0',
    source: 'facts/trtllm/memory.md: KV pool size',
  },
  { name: 'tokens_per_block', value: 32, backend: 'pytorch', source: 'facts/trtllm/memory.md: KV pool size' },
  {
    name: 'tokens_per_block',
    value: 64,
    backend: 'tensorrt',
    before: '0.7.1',
    source: 'facts/trtllm/memory.md: KV pool size',
  },
  {
    name: 'max_batch_size',
    value: 2048,
    backend: 'pytorch',
    source: 'facts/trtllm/serve_flags.json: --max_batch_size',
  },
  {
    name: 'max_num_tokens',
    value: 8192,
    backend: 'pytorch',
    source: 'facts/trtllm/serve_flags.json: --max_num_tokens',
  },
  {
    name: 'max_beam_width',
    value: 1,
    backend: 'pytorch',
    source: 'facts/trtllm/serve_flags.json: --max_beam_width',
  },
  {
    name: 'enable_chunked_context',
    value: false,
    backend: 'pytorch',
    source: 'facts/trtllm/scheduling.md: MicroBatchScheduler',
  },
  {
    name: 'enable_chunked_context',
    value: false,
    backend: 'tensorrt',
    before: '0.16.0',
    source: 'facts/triton/tensorrtllm_params.json: enable_chunked_context',
  },
  // The executor turns it on with paged context FMHA; Triton's parameter still reads false where it is left out.
  {
    name: 'enable_chunked_context',
    value: true,
    backend: 'tensorrt',
    from: '0.16.0',
    certain: false,
    source: 'facts/trtllm/scheduling.md: MicroBatchScheduler',
  },
  {
    name: 'enable_kv_cache_reuse',
    value: true,
    backend: 'pytorch',
    source: 'facts/trtllm/scheduling.md: KV reuse',
  },
  {
    name: 'enable_kv_cache_reuse',
    value: false,
    backend: 'tensorrt',
    before: '0.19.0',
    source: 'facts/triton/tensorrtllm_params.json: enable_kv_cache_reuse',
  },
  {
    name: 'enable_kv_cache_reuse',
    value: true,
    backend: 'tensorrt',
    from: '0.19.0',
    source: 'facts/triton/tensorrtllm_params.json: enable_kv_cache_reuse',
  },
  {
    name: 'batch_scheduler_policy',
    value: 'guaranteed_no_evict',
    source: 'facts/trtllm/scheduling.md: capacity policies',
  },
  {
    name: 'cuda_graph',
    value: true,
    backend: 'pytorch',
    from: '1.0.0',
    source: 'facts/trtllm/convert_quantize_flags.json: --use_cuda_graph',
  },
  {
    name: 'cuda_graph',
    value: false,
    backend: 'tensorrt',
    source: 'facts/trtllm/scheduling.md: CUDA graphs',
  },
];

/** What `trtllm-build` itself says. */
const buildFlags = [
  'tokens_per_block',
  'max_batch_size',
  'max_num_tokens',
  'max_input_len',
  'max_output_len',
  'max_beam_width',
  'use_paged_context_fmha',
];

export function trtllmDefaults(facts: Facts) {
  const table = trtllmBuildTable(facts);
  const built = buildFlags.flatMap((name): Default[] => {
    const flag = table.flags.find((each) => each.name === `--${name}`)!;
    return flag.periods.flatMap((period): Default[] => {
      if (period.default === undefined) return [];
      const value = period.default as number | string;
      const base = {
        name,
        value: value === 'enable' ? true : value === 'disable' ? false : value,
        backend: 'tensorrt' as const,
        source: `trtllm-build --${name}: facts/trtllm/build_flags.json`,
      };
      const before = period.before === undefined ? {} : { before: period.before };
      const doubt = table.uncertain.find(
        (range) => range.before !== undefined && range.before === period.before,
      );
      // A change that one of two releases brought: the older value, without certainty, in the doubtful one.
      if (doubt === undefined || compareVersions(period.from, doubt.from) >= 0)
        return [{ ...base, from: period.from, ...before }];
      return [
        { ...base, from: period.from, before: doubt.from },
        { ...base, from: doubt.from, ...before, certain: false },
      ];
    });
  });
  return {
    source:
      'facts/trtllm/{memory,scheduling}.md, build_flags.json, serve_flags.json; facts/triton/tensorrtllm_params.json',
    defaults: [...written, ...built],
  };
}
