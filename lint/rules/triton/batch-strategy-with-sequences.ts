import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const parameter = (key: string): string =>
  `parameters { key: "TRITON_BATCH_STRATEGY_PATH" value { string_value: ${key} } }\n`;

export const batchStrategyWithSequences: Rule = {
  code: 'BWT063',
  name: 'batch-strategy-with-sequences',
  area: 'triton',
  severity: 'error',
  appliesTo: 'parameter `TRITON_BATCH_STRATEGY_PATH`, Triton 22.12 and later',
  summary: 'A library of its own forms the batches of a model that works on sequences.',
  why: 'Such a library takes the place of the dynamic batcher’s choices; the sequence batcher has none to give away, and Triton refuses the model.',
  remedy: 'Take the parameter out, or `sequence_batching`.',
  sources: ['triton-inference-server/core src/backend_model.cc TritonModel::Create, SetBatchingStrategy'],
  examples: {
    bad: [
      `backend: "python"\nmax_batch_size: 4\nsequence_batching { }\n${parameter('«"/models/m/batch.so"»')}`,
    ],
    good: [
      `backend: "python"\nmax_batch_size: 4\ndynamic_batching { }\n${parameter('"/models/m/batch.so"')}`,
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'sequence_batching')) {
      const path = config.parameter('TRITON_BATCH_STRATEGY_PATH');
      const batching = config.field('sequence_batching');
      if (path?.origin.kind !== 'file' || !batching) continue;
      report(config.file, path.origin.range, 'A batching library does not go with `sequence_batching`.', {
        related: [{ path: config.file.path, range: batching.name.range, message: 'the sequence batcher' }],
      });
    }
  },
};
