import { integerValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { sequenceBatchers } from '../../reading/sequences.ts';
import type { Rule } from '../../rule.ts';

const model = (candidates: string): string =>
  `backend: "python"\nmax_batch_size: 16\nsequence_batching { oldest { max_candidate_sequences: ${candidates} } }\n`;

export const tooFewCandidates: Rule = {
  code: 'BWT065',
  name: 'too-few-candidate-sequences',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`sequence_batching { oldest }`, Triton 19.12 and later',
  summary: 'Fewer sequences are candidates than a batch could hold.',
  why: 'A batch holds one request of each candidate at most: it is never full, and the rest of `max_batch_size` is never used.',
  remedy: 'Raise `max_candidate_sequences` to `max_batch_size` at least, or lower that.',
  sources: [
    'triton-inference-server/common protobuf/model_config.proto ModelSequenceBatching.StrategyOldest',
    'triton-inference-server/core src/sequence_batch_scheduler/sequence_batch_scheduler.cc SequenceBatchScheduler::Create',
  ],
  examples: { bad: [model('«4»')], good: [model('64')] },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'max_candidate_sequences')) {
      const limit = config.maxBatchSize;
      if (limit === undefined || limit <= 1) continue;
      for (const oldest of sequenceBatchers(config).flatMap((batcher) => messageFields(batcher, 'oldest'))) {
        const node = scalarField(oldest, 'max_candidate_sequences');
        const candidates = integerValue(node);
        if (!node || candidates === undefined || candidates <= 0 || candidates >= limit) continue;
        report(config.file, node.range, `${candidates} candidates never fill a batch of ${limit}.`, {
          related: [
            { path: config.file.path, range: config.field('max_batch_size')!.range, message: 'set here' },
          ],
        });
      }
    }
  },
};
