import { booleanValue, scalarField } from '../../../grammar/textproto/query.ts';
import { replaceFix } from '../../fixes.ts';
import { addField } from '../../reading/field-edits.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { sequenceStates } from '../../reading/sequences.ts';
import type { Rule } from '../../rule.ts';

const model = (growable: string, more: string, kind: string): string =>
  `backend: "python"\nsequence_batching { state [ { input_name: "a" output_name: "b" data_type: TYPE_FP32 dims: [ -1 ] use_growable_memory: ${growable} ${more}} ] }\ninstance_group [ { kind: ${kind} } ]\n`;

export const growableMemory: Rule = {
  code: 'BWT062',
  name: 'growable-memory-alone',
  area: 'triton',
  severity: 'error',
  appliesTo: '`use_growable_memory` of `sequence_batching { state }`, Triton 23.11 and later',
  summary:
    'Growable memory is on for a state that does not keep one buffer, or for instances that are not on a GPU.',
  why: 'The buffer grows by mapping more GPU memory behind it, so it has to be one buffer for input and output, on a GPU; Triton refuses the sequence batcher otherwise.',
  remedy: 'Add `use_same_buffer_for_input_output: true`, and run the instances as `KIND_GPU`.',
  sources: ['triton-inference-server/core src/sequence_state.cc SequenceStates::Initialize'],
  examples: {
    bad: [
      model('«true»', '', 'KIND_GPU'),
      model('«true»', 'use_same_buffer_for_input_output: true ', 'KIND_CPU'),
    ],
    good: [model('true', 'use_same_buffer_for_input_output: true ', 'KIND_GPU')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'use_growable_memory')) {
      if (!config.whole) continue;
      const offGpu = instanceGroups(config).find(({ kind }) => kind === 'KIND_CPU' || kind === 'KIND_MODEL');
      for (const { node } of sequenceStates(config)) {
        const growable = scalarField(node, 'use_growable_memory');
        if (!growable || booleanValue(growable) !== true) continue;
        const same = scalarField(node, 'use_same_buffer_for_input_output');
        if (!same || booleanValue(same) === false)
          report(
            config.file,
            growable.range,
            'Growable memory needs `use_same_buffer_for_input_output: true`.',
            {
              fixes: same
                ? [replaceFix('Change to `true`', config.file.path, same.range, 'true', false)]
                : addField(config, node, 'use_same_buffer_for_input_output: true'),
            },
          );
        else if (offGpu?.kindNode)
          report(
            config.file,
            growable.range,
            `Growable memory needs instances on a GPU, and here are some of ${offGpu.kind}.`,
            {
              related: [
                { path: config.file.path, range: offGpu.kindNode.range, message: 'the kind is set here' },
              ],
            },
          );
      }
    }
  },
};
