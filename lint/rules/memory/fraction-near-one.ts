import { number, traced } from '../../../deployment/settings/leaves.ts';
import { replaceFix } from '../../fixes.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

const model = (share: string): string =>
  `backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: "kv_cache_free_gpu_mem_fraction" value { string_value: ${share} } }\n`;

/** Above it little is left for what is allocated later (tensorrtllm_backend docs/model_config.md; TensorRT-LLM's tuning guide recommends up to 0.95). */
const most = 0.95;

/** Flags, keys of the YAML file and arguments of the LLM API. */
const spellings = [
  'kv-cache-config.free-gpu-memory-fraction',
  'kv-cache-free-gpu-memory-fraction',
  'free-gpu-memory-fraction',
];

export const fractionNearOne: Rule = {
  code: 'BWM004',
  name: 'kv-cache-leaves-nothing',
  area: 'memory',
  severity: 'warning',
  appliesTo: 'models with `backend: "tensorrtllm"`, `trtllm-serve` and `tensorrt_llm.LLM`',
  summary: 'The KV cache takes nearly all of the memory that is free.',
  why: 'Activations of long prompts, logits and NCCL are allocated later and find no room: the engine runs out of memory under load.',
  remedy: `Keep \`kv_cache_free_gpu_mem_fraction\`, or \`free_gpu_memory_fraction\`, at ${most} or below.`,
  sources: [
    'triton-inference-server/tensorrtllm_backend docs/model_config.md, kv_cache_free_gpu_mem_fraction',
    'NVIDIA/TensorRT-LLM docs/source/performance/performance-tuning-guide/useful-runtime-flags.md',
  ],
  examples: {
    bad: [model('«"0.99"»'), { 'serve.sh': 'trtllm-serve m --kv_cache_free_gpu_memory_fraction «0.98»\n' }],
    good: [
      model('"0.95"'),
      model('"0.9"'),
      { 'serve.sh': 'trtllm-serve m --kv_cache_free_gpu_memory_fraction 0.95\n' },
    ],
  },
  check(context) {
    const { project, options, report } = context;
    for (const { settings } of engineRuns(project, options, 'tensorrt-llm')) {
      const share = traced(settings, number, ...spellings);
      if (share && share.value > most && share.value < 1)
        reportAt(
          context,
          share,
          `${share.value} of the free memory leaves too little for what is allocated later.`,
        );
    }
    for (const { config, parameters } of trtllmModels(project)) {
      for (const { key, value, valueRange } of parameters) {
        if (key !== 'kv_cache_free_gpu_mem_fraction' || value === undefined) continue;
        const share = Number.parseFloat(value);
        if (!(share > most && share < 1)) continue;
        report(
          config.file,
          valueRange,
          `${value} of the free memory leaves too little for what is allocated later.`,
          {
            fixes: [replaceFix(`Change to \`${most}\``, config.file.path, valueRange, `"${most}"`, false)],
          },
        );
      }
    }
  },
};
