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

const STATE = 'TensorRT-LLM triton_backend/inflight_batcher_llm/src/model_instance_state.cc@0c8de69a';
const SERVE = 'TensorRT-LLM tensorrt_llm/commands/serve.py@v0.15.0';
const LLM_ARGS =
  'TensorRT-LLM tensorrt_llm/llmapi/llm_args.py (1.3) and tests/unittest/api_stability/references/llm.yaml@000a01de (1.0), @ea35fd67 (1.2)';

/** What the facts say in words. */
const written: readonly Default[] = [
  {
    name: 'kv_cache_free_gpu_mem_fraction',
    value: 0.85,
    before: '0.8.0',
    source: `${STATE}: kv_cache_free_gpu_mem_fraction; tensorrtllm_backend to v0.7`,
  },
  {
    name: 'kv_cache_free_gpu_mem_fraction',
    value: 0.9,
    from: '0.8.0',
    source: `${STATE}: kv_cache_free_gpu_mem_fraction`,
  },
  {
    name: 'tokens_per_block',
    value: 32,
    backend: 'pytorch',
    source: `${LLM_ARGS}: kv_cache_config.tokens_per_block`,
  },
  {
    name: 'tokens_per_block',
    value: 64,
    backend: 'tensorrt',
    before: '0.7.1',
    source: 'TensorRT-LLM examples/llama/build.py --tokens_per_block, tags v0.5.0 to v0.6.1',
  },
  {
    name: 'max_batch_size',
    value: 2048,
    backend: 'pytorch',
    source: `${SERVE}: --max_batch_size`,
  },
  {
    name: 'max_num_tokens',
    value: 8192,
    backend: 'pytorch',
    source: `${SERVE}: --max_num_tokens`,
  },
  {
    name: 'max_beam_width',
    value: 1,
    backend: 'pytorch',
    source: `${SERVE}: --max_beam_width`,
  },
  {
    name: 'enable_chunked_context',
    value: false,
    backend: 'pytorch',
    source: `${LLM_ARGS}: enable_chunked_prefill`,
  },
  {
    name: 'enable_chunked_context',
    value: false,
    backend: 'tensorrt',
    before: '0.16.0',
    source: `${STATE}: enable_chunked_context`,
  },
  // The executor turns it on with paged context FMHA; Triton's parameter still reads false where it is left out.
  {
    name: 'enable_chunked_context',
    value: true,
    backend: 'tensorrt',
    from: '0.16.0',
    certain: false,
    source:
      'TensorRT-LLM docs/source/features/paged-attention-ifb-scheduler.md; that it holds from 0.16 on is unverified',
  },
  {
    name: 'enable_kv_cache_reuse',
    value: true,
    backend: 'pytorch',
    source: `${LLM_ARGS}: kv_cache_config.enable_block_reuse`,
  },
  {
    name: 'enable_kv_cache_reuse',
    value: false,
    backend: 'tensorrt',
    before: '0.19.0',
    source: `${STATE}: enable_kv_cache_reuse; tensorrtllm_backend to v0.18.2`,
  },
  {
    name: 'enable_kv_cache_reuse',
    value: true,
    backend: 'tensorrt',
    from: '0.19.0',
    source: `${STATE}: enable_kv_cache_reuse`,
  },
  {
    name: 'batch_scheduler_policy',
    value: 'guaranteed_no_evict',
    source: `${STATE}: batch_scheduler_policy; capacityScheduler.cpp@02a10fed`,
  },
  {
    name: 'cuda_graph',
    value: true,
    backend: 'pytorch',
    from: '1.0.0',
    source: `${LLM_ARGS}: cuda_graph_config`,
  },
  {
    name: 'cuda_graph',
    value: false,
    backend: 'tensorrt',
    source: `${STATE}: cuda_graph_mode`,
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

/** Of these the plugin configuration makes the option. */
const pluginFlags = new Set(['tokens_per_block', 'use_paged_context_fmha']);

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
        source: `TensorRT-LLM tensorrt_llm/${pluginFlags.has(name) ? 'plugin/plugin.py' : 'commands/build.py'}: trtllm-build --${name}`,
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
      'NVIDIA/TensorRT-LLM argument parsers of trtllm-build and trtllm-serve, llm_args.py and the Triton backend; each default names its own',
    defaults: [...written, ...built],
  };
}
