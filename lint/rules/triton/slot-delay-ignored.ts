import { integerValue, messageFields, numberValue, scalarField } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { sequenceBatchers } from '../../reading/sequences.ts';
import type { Rule } from '../../rule.ts';

const model = (direct: string): string =>
  `backend: "python"\nmax_batch_size: 4\nsequence_batching { direct { ${direct} } }\n`;

export const slotDelayIgnored: Rule = {
  code: 'BWT066',
  name: 'slot-delay-ignored',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`sequence_batching { direct }`, Triton 20.11 and later',
  summary: 'A queue delay is set, but no number of slots to wait for.',
  why: 'The delay is how long a batch waits until `minimum_slot_utilization` of the slots are ready. That is 0 where it is not set: a batch never waits, and the delay is ignored.',
  remedy: 'Set `minimum_slot_utilization` between 0 and 1, or take the delay out.',
  sources: [
    'triton-inference-server/common protobuf/model_config.proto ModelSequenceBatching.StrategyDirect',
  ],
  examples: {
    bad: [model('max_queue_delay_microseconds: «1000»')],
    good: [model('max_queue_delay_microseconds: 1000 minimum_slot_utilization: 0.5')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'direct')) {
      if (!config.whole) continue;
      for (const direct of sequenceBatchers(config).flatMap((batcher) => messageFields(batcher, 'direct'))) {
        const delay = scalarField(direct, 'max_queue_delay_microseconds');
        const part = scalarField(direct, 'minimum_slot_utilization');
        if (!delay || !integerValue(delay) || (part && numberValue(part) !== 0)) continue;
        report(config.file, delay.range, 'The delay is ignored: `minimum_slot_utilization` is 0.');
      }
    }
  },
};
