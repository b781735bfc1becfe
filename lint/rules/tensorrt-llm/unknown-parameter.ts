import { findTrtllmParameter, trtllmParameters } from '../../../catalog/trtllm-parameters.ts';
import { renameFix } from '../../fixes.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

/** Names that guides and templates use for a parameter; the template's own placeholders come from the catalogue. */
const otherNames: Readonly<Record<string, string>> = {
  batching_type: 'gpt_model_type',
  batching_strategy: 'gpt_model_type',
  scheduler_policy: 'batch_scheduler_policy',
  capacity_scheduler_policy: 'batch_scheduler_policy',
  engine_path: 'gpt_model_path',
  engine_dir: 'gpt_model_path',
  free_gpu_memory_fraction: 'kv_cache_free_gpu_mem_fraction',
  enable_chunked_prefill: 'enable_chunked_context',
  enable_prefix_caching: 'enable_kv_cache_reuse',
};

/** What the engine brings along: the backend reads none of them (triton-inference-server/tensorrtllm_backend#402). */
const builtIn: ReadonlySet<string> = new Set([
  'max_num_tokens',
  'max_seq_len',
  'max_input_len',
  'max_output_len',
  'tokens_per_block',
  'kv_cache_type',
]);
/** Keys that Triton itself reads, whatever the backend. */
const keysOfTriton: ReadonlySet<string> = new Set(['TRITON_BATCH_STRATEGY_PATH', 'EXECUTION_ENV_PATH']);

export const unknownParameter: Rule = {
  code: 'BWL007',
  name: 'trtllm-parameter-unknown',
  area: 'tensorrt-llm',
  severity: 'warning',
  appliesTo: '`parameters` of models with `backend: "tensorrtllm"`',
  summary: 'The backend reads no parameter of this name.',
  why: 'Unknown parameters are ignored without a word, so the setting has no effect; where a required one was meant, the model does not load.',
  remedy:
    'Use the name that the backend reads; sizes such as `max_seq_len` are fixed when the engine is built.',
  sources: [
    'NVIDIA/TensorRT-LLM triton_backend/inflight_batcher_llm/src/model_instance_state.cc',
    'triton-inference-server/tensorrtllm_backend#402',
  ],
  examples: {
    bad: [
      'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: «"batching_type"» value { string_value: "inflight" } }\n',
      'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: «"kv_cache_free_gpu_memory_fraction"» value { string_value: "0.9" } }\n',
    ],
    good: [
      'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\n',
      'backend: "python"\nparameters { key: "batching_type" value { string_value: "mine" } }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    const names = trtllmParameters.map(({ name }) => name);
    for (const { config, parameters } of trtllmModels(project)) {
      for (const { key, keyRange } of parameters) {
        if (findTrtllmParameter(key) || keysOfTriton.has(key)) continue;
        if (builtIn.has(key)) {
          report(
            config.file,
            keyRange,
            `\`${key}\` has no effect here: it is fixed when the engine is built, as \`--${key}\` of \`trtllm-build\`.`,
          );
          continue;
        }
        const named = Object.hasOwn(otherNames, key) ? otherNames[key] : undefined;
        const near = named ? { name: named, certain: false } : nearestName(key, names);
        report(
          config.file,
          keyRange,
          `The tensorrtllm backend reads no \`${key}\`${near ? `; it is called \`${near.name}\`` : ', and ignores it'}.`,
          {
            ...(!near && { severity: 'info' as const }),
            fixes: renameFix(near, config.file.path, keyRange, 'quoted'),
          },
        );
      }
    }
  },
};
