import { modelConfigs } from '../../reading/model-config.ts';
import { sequenceStates } from '../../reading/sequences.ts';
import type { Rule } from '../../rule.ts';

const model = (size: string): string =>
  `backend: "python"\nsequence_batching { state [ { input_name: "in" output_name: "out" data_type: TYPE_FP32 dims: [ -1 ] initial_state: { name: "zero" data_type: TYPE_FP32 dims: [ ${size} ] zero_data: true } } ] }\n`;

export const initialStateVariable: Rule = {
  code: 'BWT059',
  name: 'initial-state-variable',
  area: 'triton',
  severity: 'error',
  appliesTo: '`initial_state` of `sequence_batching { state }`, Triton 22.01 and later',
  summary: 'An initial state has a dimension of -1.',
  why: 'It is one tensor of one size, and Triton cannot choose it; it refuses the model.',
  remedy: 'Write the size that the state starts with.',
  sources: [
    'triton-inference-server/core src/sequence_batch_scheduler/sequence_batch_scheduler.cc GenerateInitialStateData',
  ],
  examples: { bad: [model('«-1»')], good: [model('1')] },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'initial_state')) {
      const initial = sequenceStates(config).flatMap((state) => state.initial);
      for (const { node, size } of initial.flatMap(({ dims }) => dims))
        if (size === -1)
          report(config.file, node.range, 'An initial state has one size: -1 cannot be filled in here.');
    }
  },
};
