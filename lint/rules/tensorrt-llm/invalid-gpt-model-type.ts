import { findTrtllmParameter } from '../../../catalog/trtllm-parameters.ts';
import { replaceFix } from '../../fixes.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

export const invalidGptModelType: Rule = {
  code: 'BWL008',
  name: 'gpt-model-type-invalid',
  area: 'tensorrt-llm',
  severity: 'error',
  appliesTo: 'models with `backend: "tensorrtllm"`',
  summary: '`gpt_model_type` is not one of the batching types.',
  why: 'The backend takes `V1` for static batches and `inflight_fused_batching` for in-flight batching; with anything else the model does not load.',
  remedy: 'Write `inflight_fused_batching`.',
  sources: ['NVIDIA/TensorRT-LLM triton_backend/inflight_batcher_llm/src/model_instance_state.cc'],
  examples: {
    bad: [
      'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: «"inflight"» } }\n',
    ],
    good: [
      'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    const allowed = findTrtllmParameter('gpt_model_type')?.allowed ?? [];
    for (const { config, parameters } of trtllmModels(project)) {
      for (const { key, value, valueRange } of parameters) {
        if (key !== 'gpt_model_type' || value === undefined || allowed.includes(value)) continue;
        const meant = /flight|fused|continuous/i.test(value)
          ? 'inflight_fused_batching'
          : /^v1$|static/i.test(value)
            ? 'V1'
            : undefined;
        report(
          config.file,
          valueRange,
          `The backend knows no batching type \`${value}\`; it takes ${allowed.join(', ')}.`,
          {
            fixes: meant
              ? [
                  replaceFix(
                    `Change to \`${meant}\``,
                    config.file.path,
                    valueRange,
                    JSON.stringify(meant),
                    meant !== 'V1',
                  ),
                ]
              : [],
          },
        );
      }
    }
  },
};
