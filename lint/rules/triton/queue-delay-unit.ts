import { integerValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const second = 1_000_000;

export const queueDelayUnit: Rule = {
  code: 'BWT007',
  name: 'queue-delay-over-a-second',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`max_queue_delay_microseconds` of `dynamic_batching` and `sequence_batching`',
  summary: 'The queue delay is longer than a second, which looks like another unit.',
  why: 'The value is in microseconds. A request may wait that long for others to fill its batch, although a model could have started at once; in front of an engine that batches in flight it only adds latency.',
  remedy: 'Start at about 100 microseconds and raise it until the latency budget is used.',
  sources: [
    'triton-inference-server/server docs/user_guide/batcher.md',
    'triton-inference-server/tensorrtllm_backend docs/model_config.md',
    'triton-inference-server/tensorrtllm_backend#378, #396, #667: configurations with delays of 1 s and 10 s in reports that batching does not work',
  ],
  examples: {
    bad: [
      'backend: "python"\nmax_batch_size: 8\ndynamic_batching { max_queue_delay_microseconds: «5000000» }\n',
    ],
    good: ['backend: "python"\nmax_batch_size: 8\ndynamic_batching { max_queue_delay_microseconds: 500 }\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'max_queue_delay_microseconds')) {
      const sequence = messageFields(config.root, 'sequence_batching');
      const batchers = [
        ...messageFields(config.root, 'dynamic_batching'),
        ...sequence.flatMap((block) => [
          ...messageFields(block, 'oldest'),
          ...messageFields(block, 'direct'),
        ]),
      ];
      for (const batcher of batchers) {
        const delay = scalarField(batcher, 'max_queue_delay_microseconds');
        const value = delay && integerValue(delay);
        if (!delay || value === undefined || value <= second) continue;
        report(
          config.file,
          delay.range,
          `A request may wait ${value / second} s in the queue: the value is in microseconds.`,
        );
      }
    }
  },
};
