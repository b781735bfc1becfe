import { modelConfigs } from '../../reading/model-config.ts';
import { controlInputs } from '../../reading/sequences.ts';
import type { Rule } from '../../rule.ts';

export const controlWithoutName: Rule = {
  code: 'BWT031',
  name: 'control-without-name',
  area: 'triton',
  severity: 'error',
  appliesTo: '`sequence_batching { control_input }`, Triton 19.03 and later',
  summary: 'A control input of the sequence batcher has no name.',
  why: 'The name is the tensor through which the model is told where a sequence starts and ends; Triton refuses the model without it.',
  remedy: 'Give `name`, the tensor of the model that takes the signal.',
  sources: [
    'triton-inference-server/core src/model_config_utils.cc GetBooleanSequenceControlProperties, GetTypedSequenceControlProperties',
  ],
  examples: {
    bad: [
      'backend: "python"\nsequence_batching { control_input [ «{ control [ { kind: CONTROL_SEQUENCE_START int32_false_true: [ 0, 1 ] } ] }» ] }\n',
    ],
    good: [
      'backend: "python"\nsequence_batching { control_input [ { name: "START" control [ { kind: CONTROL_SEQUENCE_START int32_false_true: [ 0, 1 ] } ] } ] }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'control_input')) {
      if (!config.whole) continue;
      for (const { node, name } of controlInputs(config))
        if (name === '') report(config.file, node.range, 'This control input has no `name`.');
    }
  },
};
