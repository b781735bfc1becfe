import { modelConfigs } from '../../reading/model-config.ts';
import { sequenceStates } from '../../reading/sequences.ts';
import type { Rule } from '../../rule.ts';

const one = '{ name: "zero" data_type: TYPE_FP32 dims: [ 1 ] zero_data: true }';
const model = (initial: string): string =>
  `backend: "python"\nsequence_batching { state [ { input_name: "in" output_name: "out" data_type: TYPE_FP32 dims: [ 1 ] initial_state: [ ${initial} ] } ] }\n`;

export const severalInitialStates: Rule = {
  code: 'BWT060',
  name: 'several-initial-states',
  area: 'triton',
  severity: 'error',
  appliesTo: '`sequence_batching { state }`, Triton 22.01 and later',
  summary: 'A state starts from two values at once.',
  why: '`initial_state` is a list that takes one entry; Triton refuses the model.',
  remedy: 'Keep one.',
  sources: [
    'triton-inference-server/core src/sequence_batch_scheduler/sequence_batch_scheduler.cc SequenceBatchScheduler::Create',
  ],
  examples: { bad: [model(`${one}, «${one}»`)], good: [model(one)] },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'initial_state')) {
      for (const { initial } of sequenceStates(config))
        if (initial[1]) report(config.file, initial[1].node.range, 'A state has one `initial_state`.');
    }
  },
};
