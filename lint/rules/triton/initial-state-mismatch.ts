import { modelConfigs } from '../../reading/model-config.ts';
import { type SequenceState, type StateTensor, sequenceStates } from '../../reading/sequences.ts';
import { rangeOfDims, showShape, sizesOf } from '../../reading/shapes.ts';
import type { Rule } from '../../rule.ts';

const model = (type: string, dims: string): string =>
  `backend: "python"\nsequence_batching { state [ { input_name: "in" output_name: "out" data_type: TYPE_FP32 dims: [ -1, 4 ] initial_state: { name: "zero" data_type: ${type} dims: [ ${dims} ] zero_data: true } } ] }\n`;

export const initialStateMismatch: Rule = {
  code: 'BWT058',
  name: 'initial-state-mismatch',
  area: 'triton',
  severity: 'error',
  appliesTo: '`initial_state` of `sequence_batching { state }`, Triton 22.01 and later',
  summary: 'An initial state has another type or shape than its state.',
  why: 'It is the first value of the state; Triton refuses the model where the two do not fit.',
  remedy: 'Write the data type and the dimensions of the state, with a size in the place of each -1.',
  sources: [
    'triton-inference-server/core src/sequence_batch_scheduler/sequence_batch_scheduler.cc GenerateInitialStateData',
  ],
  examples: {
    bad: [model('«TYPE_INT32»', '2, 4'), model('TYPE_FP32', '«2»'), model('TYPE_FP32', '«2, 5»')],
    good: [model('TYPE_FP32', '2, 4')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'initial_state')) {
      for (const state of sequenceStates(config)) {
        for (const initial of state.initial) {
          const problem = problemOf(state, initial);
          if (problem)
            report(config.file, problem.range, problem.message, {
              related: [
                {
                  path: config.file.path,
                  range: state.typeNode?.range ?? state.node.range,
                  message: 'the state',
                },
              ],
            });
        }
      }
    }
  },
};

function problemOf(
  state: SequenceState,
  initial: StateTensor,
): { range: StateTensor['node']['range']; message: string } | undefined {
  if (initial.typeNode && initial.dataType && state.dataType && initial.dataType !== state.dataType)
    return {
      range: initial.typeNode.range,
      message: `The state is ${state.dataType} and starts as ${initial.dataType}.`,
    };
  const from = sizesOf(initial.dims);
  const to = sizesOf(state.dims);
  if (!from || !to || from.length === 0 || to.length === 0) return undefined;
  // A -1 in the initial state is a mistake of its own.
  const fits =
    from.length === to.length &&
    to.every((size, index) => size === -1 || from[index] === -1 || size === from[index]);
  return fits
    ? undefined
    : {
        range: rangeOfDims(initial.dims),
        message: `The state is ${showShape(to)} and starts as ${showShape(from)}.`,
      };
}
