import { stringValue } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { type SequenceState, sequenceStates } from '../../reading/sequences.ts';
import type { Rule } from '../../rule.ts';

const state = (input: string, output: string, initial = ''): string =>
  `{ input_name: ${input} output_name: ${output} data_type: TYPE_FP32 dims: [ 1 ]${initial} }`;
const model = (second: string): string =>
  `backend: "python"\nsequence_batching { state [ ${state('"a"', '"b"', ' initial_state: { name: "zero" data_type: TYPE_FP32 dims: [ 1 ] zero_data: true }')}, ${second} ] }\n`;

export const stateNameTwice: Rule = {
  code: 'BWT061',
  name: 'state-name-twice',
  area: 'triton',
  severity: 'warning',
  appliesTo:
    '`sequence_batching { state }`, Triton 21.11 and later; an error where both states have an `initial_state`',
  summary: 'Two states go through the same tensor.',
  why: 'Triton logs a warning and ignores the second state; two initial values for one tensor it refuses.',
  remedy: 'Delete one, or give it the tensor that was meant.',
  sources: [
    'triton-inference-server/core src/sequence_state.cc SequenceStates::Initialize',
    'triton-inference-server/core src/sequence_batch_scheduler/sequence_batch_scheduler.cc GenerateInitialStateData',
  ],
  examples: {
    bad: [model(state('«"a"»', '"c"')), model(state('"c"', '«"b"»'))],
    good: [model(state('"c"', '"d"'))],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'state')) {
      const states = sequenceStates(config);
      for (const side of ['inputName', 'outputName'] as const) {
        const first = new Map<string, SequenceState>();
        for (const one of states) {
          const node = one[side];
          const name = stringValue(node);
          if (!node || !name) continue;
          const before = first.get(name);
          if (!before) {
            first.set(name, one);
            continue;
          }
          const refused = side === 'inputName' && before.initial.length > 0 && one.initial.length > 0;
          report(
            config.file,
            node.range,
            `\`${name}\` belongs to another state already${refused ? '' : ': this one is ignored'}.`,
            {
              ...(refused && { severity: 'error' as const }),
              related: [{ path: config.file.path, range: before[side]!.range, message: 'the first state' }],
            },
          );
        }
      }
    }
  },
};
