import { integerValue, messageFields, scalarField, scalarFields } from '../../../grammar/textproto/query.ts';
import { valueGiven } from '../../reading/backend-models.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

const model = (delay: string, type: string): string =>
  `backend: "tensorrtllm"\nmax_batch_size: 64\ndynamic_batching { preferred_batch_size: [ 64 ] max_queue_delay_microseconds: ${delay} }\nparameters { key: "gpt_model_type" value { string_value: "${type}" } }\n`;

/** What the documentation of the template names as enough (tensorrtllm_backend docs/model_config.md). */
const enough = 100;

export const delayBeforeInFlight: Rule = {
  code: 'BWB005',
  name: 'delay-before-in-flight-batching',
  area: 'batching',
  severity: 'info',
  appliesTo: 'models with `backend: "tensorrtllm"` that batch in flight',
  summary: 'Requests are held back to form a batch that the engine would form by itself.',
  why: 'The executor takes requests into the running batch between two steps. Waiting in front of it for `preferred_batch_size` delays the first token and does not make its batches larger.',
  remedy: `Leave \`preferred_batch_size\` out, or keep \`max_queue_delay_microseconds\` at ${enough} or below.`,
  sources: ['triton-inference-server/tensorrtllm_backend docs/model_config.md, max_queue_delay_microseconds'],
  examples: {
    bad: [model('«50000»', 'inflight_fused_batching')],
    good: [model('100', 'inflight_fused_batching'), model('50000', 'V1')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const { config, parameters } of trtllmModels(project)) {
      if (!/^inflight/.test(valueGiven(parameters, 'gpt_model_type')?.value ?? '')) continue;
      for (const block of messageFields(config.root, 'dynamic_batching')) {
        const delay = scalarField(block, 'max_queue_delay_microseconds');
        const value = integerValue(delay) ?? 0;
        // Over a second it is most likely another unit, which has a rule of its own.
        if (!delay || value <= enough || value > 1_000_000) continue;
        if (scalarFields(block, 'preferred_batch_size').length > 0)
          report(
            config.file,
            delay.range,
            `Requests wait up to ${value / 1000} ms for a batch that the engine would fill while it runs.`,
          );
      }
    }
  },
};
