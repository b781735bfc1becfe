import { placeOf, reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

export const kvTokensBelowSequence: Rule = {
  code: 'BWC011',
  name: 'kv-tokens-below-sequence',
  area: 'chain',
  severity: 'error',
  appliesTo: 'every engine whose KV cache is given in tokens and whose longest sequence is known',
  summary: 'The KV cache is given fewer tokens than one longest sequence takes.',
  why: 'A pool must hold one sequence of full length, in whole blocks and once for each beam. TensorRT-LLM refuses: “maxTokensInPagedKvCache … must be large enough to process at least 1 sequence to completion”; elsewhere such a request waits for ever.',
  remedy:
    'Raise the tokens of the KV cache, or leave them to the share of memory; or lower the longest sequence.',
  sources: [
    'triton-inference-server/tensorrtllm_backend#366: 29184 tokens < 1 × 128 × 272 blocks',
    'NVIDIA/TensorRT-LLM#542, tensorrtllm_backend#59, #609',
  ],
  examples: {
    bad: [
      {
        'deploy/models/llm/config.pbtxt':
          'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\nparameters { key: "gpt_model_path" value { string_value: "/engines/llm" } }\nparameters { key: "max_tokens_in_paged_kv_cache" value { string_value: «"29184"» } }\n',
        'deploy/build.sh':
          'trtllm-build --checkpoint_dir ckpt --output_dir /engines/llm --max_seq_len 34816 --tokens_per_block 128\n',
      },
      {
        'serve.sh':
          'python -m sglang.launch_server --model-path m --context-length 32768 --max-total-tokens «16384»\n',
      },
    ],
    good: [
      {
        'serve.sh':
          'python -m sglang.launch_server --model-path m --context-length 8192 --max-total-tokens 16384\n',
      },
    ],
  },
  check(context) {
    for (const { kvCache, limits, engine } of context.project.deployments) {
      const { maxTokens: pool, blockTokens } = kvCache;
      const length = limits.maxSeqLen;
      if (!pool || !length || !placeOf(pool) || engine.name.value === 'tgi') continue;
      const block = blockTokens?.value ?? 1;
      const beam = limits.maxBeamWidth?.value ?? 1;
      const needed = beam * block * Math.ceil(length.value / block);
      if (pool.value >= needed) continue;
      const place = placeOf(length);
      reportAt(
        context,
        pool,
        `One sequence of ${length.value} tokens takes ${needed} tokens of the KV cache, which has ${pool.value}.`,
        {
          related: place ? [{ ...place, message: 'the longest sequence' }] : [],
          ...(!place && { severity: 'warning' }),
        },
      );
    }
  },
};
