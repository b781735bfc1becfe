import { findTrtllmParameter } from '../../../catalog/trtllm-parameters.ts';
import { replaceFix } from '../../fixes.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

export const fractionOutOfRange: Rule = {
  code: 'BWL010',
  name: 'fraction-out-of-range',
  area: 'tensorrt-llm',
  severity: 'error',
  appliesTo: 'parameters of models with `backend: "tensorrtllm"` that are a share of memory',
  summary: 'A share of memory is not between 0 and 1.',
  why: '`kv_cache_free_gpu_mem_fraction` is the share, from 0 to below 1, of the memory that is free once the engine is loaded; it is no percentage and no share of the whole GPU. The executor refuses 1 and more.',
  remedy: 'Write a fraction such as 0.9, and leave some memory for what is allocated later.',
  sources: [
    'NVIDIA/TensorRT-LLM cpp/include/tensorrt_llm/executor: KvCacheConfig checks freeGpuMemoryFraction < 1',
    'NVIDIA/TensorRT-LLM triton_backend/inflight_batcher_llm/src/model_instance_state.cc',
  ],
  examples: {
    bad: [
      'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: "kv_cache_free_gpu_mem_fraction" value { string_value: «"90"» } }\n',
    ],
    good: [
      'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: "kv_cache_free_gpu_mem_fraction" value { string_value: "0.9" } }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const { config, parameters } of trtllmModels(project)) {
      for (const { key, value, valueRange } of parameters) {
        const range = findTrtllmParameter(key)?.range;
        if (!range || value === undefined) continue;
        const number = Number.parseFloat(value);
        const strict = key === 'kv_cache_free_gpu_mem_fraction';
        if (Number.isNaN(number) || (number >= range[0] && (strict ? number < range[1] : number <= range[1])))
          continue;
        const percent = number > range[1] && number <= 100 ? String(number / 100) : undefined;
        report(
          config.file,
          valueRange,
          `\`${key}\` is a fraction from ${range[0]} to ${strict ? `below ${range[1]}` : range[1]}, not ${value}${percent && number > 1 ? `: ${number} % is ${percent}` : ''}.`,
          {
            // What the backend makes of the others is not known.
            ...(!strict && { severity: 'warning' as const }),
            fixes:
              percent && number > 1
                ? [
                    replaceFix(
                      `Change to \`${percent}\``,
                      config.file.path,
                      valueRange,
                      JSON.stringify(percent),
                      false,
                    ),
                  ]
                : [],
          },
        );
      }
    }
  },
};
