import { integerValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

const config = (count: string, more = ''): string =>
  `backend: "tensorrtllm"\nmax_batch_size: 64\ninstance_group [ { count: ${count} kind: KIND_CPU } ]\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\n${more}`;

export const severalEngineInstances: Rule = {
  code: 'BWB003',
  name: 'several-engine-instances',
  area: 'batching',
  severity: 'warning',
  appliesTo: 'models with `backend: "tensorrtllm"` without `gpu_device_ids`',
  summary: 'The engine is loaded several times on the same GPUs.',
  why: 'Every instance loads its own weights and takes its own share of the memory that is left, so that each has a smaller KV cache and smaller batches. One engine batches all requests in flight and needs no second.',
  remedy: 'Set `count: 1`; for copies on other GPUs say which with `gpu_device_ids`.',
  sources: [
    'triton-inference-server/tensorrtllm_backend docs/model_config.md',
    'triton-inference-server/server docs/user_guide/optimization.md',
  ],
  examples: {
    bad: [config('«2»')],
    good: [config('1'), config('2', 'parameters { key: "gpu_device_ids" value { string_value: "0;1" } }\n')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const { config: model, parameters } of trtllmModels(project)) {
      if (parameters.some(({ key }) => key === 'gpu_device_ids' || key === 'participant_ids')) continue;
      for (const group of messageFields(model.root, 'instance_group')) {
        const count = scalarField(group, 'count');
        const value = integerValue(count);
        if (count && value !== undefined && value > 1)
          report(
            model.file,
            count.range,
            `${value} instances load the weights ${value} times; one engine batches all requests.`,
          );
      }
    }
  },
};
