import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

const model = (policy: string): string =>
  `backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\nparameters { key: "batch_scheduler_policy" value { string_value: ${policy} } }\n`;

export const policyMayPause: Rule = {
  code: 'BWL025',
  name: 'policy-may-pause',
  area: 'tensorrt-llm',
  severity: 'info',
  appliesTo: 'models with `backend: "tensorrtllm"`',
  summary: 'Running requests may be paused to make room for others.',
  why: 'With `max_utilization` a request is let in although its answer may not fit: when the KV cache is full, one is thrown out and starts anew later. Throughput rises, and some answers stop for a while.',
  remedy: 'Take `guaranteed_no_evict`, the default, where steady answers matter more than throughput.',
  sources: [
    'NVIDIA/TensorRT-LLM docs/source/performance/performance-tuning-guide/useful-runtime-flags.md, capacity scheduler policy',
  ],
  examples: { bad: [model('«"max_utilization"»')], good: [model('"guaranteed_no_evict"')] },
  scope: 'config',
  check({ project, report }) {
    for (const { config, parameters } of trtllmModels(project))
      for (const { key, value, valueRange } of parameters)
        if (key === 'batch_scheduler_policy' && value === 'max_utilization')
          report(
            config.file,
            valueRange,
            'When the KV cache is full, running requests are paused and start anew.',
          );
  },
};
