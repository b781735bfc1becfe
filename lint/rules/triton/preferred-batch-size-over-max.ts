import { integerValue, messageFields, scalarFields } from '../../../grammar/textproto/query.ts';
import type { MessageNode } from '../../../grammar/textproto/tree.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const preferredBatchSizeOverMax: Rule = {
  code: 'BWT004',
  name: 'preferred-batch-size-over-max',
  area: 'triton',
  severity: 'error',
  appliesTo: '`dynamic_batching` and the `oldest` strategy of `sequence_batching`',
  summary: 'A preferred batch size is larger than `max_batch_size`, or not positive.',
  why: 'Triton checks each preferred size against `max_batch_size`, 0 where it is not set, and refuses the model.',
  remedy: 'Raise `max_batch_size`, or take the size out; most models need no preferred sizes at all.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateModelConfig'],
  examples: {
    bad: [
      'backend: "python"\nmax_batch_size: 8\ndynamic_batching { preferred_batch_size: [ 4, 8, «16» ] }\n',
      'backend: "python"\nmax_batch_size: 8\ndynamic_batching { preferred_batch_size: [ «0», 8 ] }\n',
    ],
    good: ['backend: "python"\nmax_batch_size: 8\ndynamic_batching { preferred_batch_size: [ 4, 8 ] }\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'preferred_batch_size')) {
      const limit = limitOf(config);
      for (const size of batchers(config).flatMap((batcher) =>
        scalarFields(batcher, 'preferred_batch_size'),
      )) {
        const value = integerValue(size);
        if (value === undefined) continue;
        if (value <= 0)
          report(
            config.file,
            size.range,
            `A batch of ${value} cannot be formed: preferred sizes start at 1.`,
          );
        else if (limit !== undefined && value > limit.size)
          report(
            config.file,
            size.range,
            `Preferred batch size ${value} is larger than \`max_batch_size\`, which is ${limit.size}${limit.said}.`,
          );
      }
    }
  },
};

function batchers(config: ModelConfig): MessageNode[] {
  const oldest = messageFields(config.root, 'sequence_batching').flatMap((block) =>
    messageFields(block, 'oldest'),
  );
  return [...messageFields(config.root, 'dynamic_batching'), ...oldest];
}

/** An absent limit is 0 when the config is checked, before a backend could fill it in. */
function limitOf(config: ModelConfig): { size: number; said: string } | undefined {
  const size = config.maxBatchSize;
  if (size === undefined || size < 0) return undefined;
  if (config.has('max_batch_size')) return { size, said: '' };
  return config.whole ? { size, said: ' since it is not set' } : undefined;
}
