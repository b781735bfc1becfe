import { messageFields, numberValue, scalarField } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { sequenceBatchers } from '../../reading/sequences.ts';
import type { Rule } from '../../rule.ts';

export const slotUtilisationOutOfRange: Rule = {
  code: 'BWT035',
  name: 'slot-utilisation-out-of-range',
  area: 'triton',
  severity: 'error',
  appliesTo: '`sequence_batching { direct }`, Triton 20.11 and later',
  summary: '`minimum_slot_utilization` is not between 0 and 1.',
  why: 'It is the part of the slots that has to be ready before a batch starts; Triton refuses the model otherwise.',
  remedy: 'Write a fraction: 0.5 for half of the slots, 1 for all.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateModelConfig'],
  examples: {
    bad: [
      'backend: "python"\nmax_batch_size: 4\nsequence_batching { direct { minimum_slot_utilization: «50» } }\n',
    ],
    good: [
      'backend: "python"\nmax_batch_size: 4\nsequence_batching { direct { minimum_slot_utilization: 0.5 } }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'minimum_slot_utilization')) {
      for (const direct of sequenceBatchers(config).flatMap((batcher) => messageFields(batcher, 'direct'))) {
        const node = scalarField(direct, 'minimum_slot_utilization');
        const value = numberValue(node);
        if (node && value !== undefined && (value < 0 || value > 1))
          report(config.file, node.range, `${value} is no part of the slots: write a fraction from 0 to 1.`);
      }
    }
  },
};
