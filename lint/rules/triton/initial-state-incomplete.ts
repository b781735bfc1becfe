import { scalarField, stringValue } from '../../../grammar/textproto/query.ts';
import type { MessageNode } from '../../../grammar/textproto/tree.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { sequenceStates } from '../../reading/sequences.ts';
import type { Rule } from '../../rule.ts';

const model = (initial: string): string =>
  `backend: "python"\nsequence_batching { state [ { input_name: "in" output_name: "out" data_type: TYPE_FP32 dims: [ 1 ] initial_state: ${initial} } ] }\n`;

export const initialStateIncomplete: Rule = {
  code: 'BWT057',
  name: 'initial-state-incomplete',
  area: 'triton',
  severity: 'error',
  appliesTo: '`initial_state` of `sequence_batching { state }`, Triton 22.01 and later',
  summary: 'An initial state lacks its name, or what it holds.',
  why: 'Triton needs both to make the tensor, and refuses the model otherwise.',
  remedy: 'Give `name`, and `zero_data: true` or `data_file`.',
  sources: [
    'triton-inference-server/core src/sequence_batch_scheduler/sequence_batch_scheduler.cc GenerateInitialStateData',
  ],
  examples: {
    bad: [
      model('«{ data_type: TYPE_FP32 dims: [ 1 ] zero_data: true }»'),
      model('«{ name: "zero" data_type: TYPE_FP32 dims: [ 1 ] }»'),
    ],
    good: [model('{ name: "zero" data_type: TYPE_FP32 dims: [ 1 ] zero_data: true }')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'initial_state')) {
      if (!config.whole) continue;
      for (const { node } of sequenceStates(config).flatMap(({ initial }) => initial)) {
        const missing = missingParts(node);
        if (missing.length > 0)
          report(config.file, node.range, `This initial state lacks ${missing.join(' and ')}.`);
      }
    }
  },
};

function missingParts(node: MessageNode): string[] {
  const name = scalarField(node, 'name');
  const hasData = node.fields.some(
    (field) => field.name.text === 'zero_data' || field.name.text === 'data_file',
  );
  return [
    ...(name && stringValue(name) !== '' ? [] : ['`name`']),
    ...(hasData ? [] : ['`zero_data` or `data_file`']),
  ];
}
