import type { Range } from '../../../grammar/text.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { controlInputs } from '../../reading/sequences.ts';
import type { Rule } from '../../rule.ts';

const batcher = (second: string): string =>
  'backend: "python"\nsequence_batching {\n  control_input [\n    { name: "START" control [ { kind: CONTROL_SEQUENCE_START int32_false_true: [ 0, 1 ] } ] },\n' +
  `    ${second}\n  ]\n}\n`;

export const controlGivenTwice: Rule = {
  code: 'BWT032',
  name: 'control-given-twice',
  area: 'triton',
  severity: 'error',
  appliesTo: '`sequence_batching { control_input }`, Triton 19.03 and later',
  summary: 'Two control inputs have the same name, or carry the same signal.',
  why: 'Each signal goes through one tensor and each tensor carries one signal; Triton refuses the model otherwise.',
  remedy: 'Delete one, or give it the name or the kind that was meant.',
  sources: [
    'triton-inference-server/core src/model_config_utils.cc GetBooleanSequenceControlProperties, GetTypedSequenceControlProperties',
  ],
  examples: {
    bad: [
      batcher('{ name: «"START"» control [ { kind: CONTROL_SEQUENCE_END int32_false_true: [ 0, 1 ] } ] }'),
      batcher('{ name: "END" control [ { kind: «CONTROL_SEQUENCE_START» int32_false_true: [ 0, 1 ] } ] }'),
    ],
    good: [batcher('{ name: "END" control [ { kind: CONTROL_SEQUENCE_END int32_false_true: [ 0, 1 ] } ] }')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'control_input')) {
      const first = new Map<string, Range>();
      const checkTwice = (what: string, range: Range, message: string): void => {
        const before = first.get(what);
        if (!before) first.set(what, range);
        else
          report(config.file, range, message, {
            related: [{ path: config.file.path, range: before, message: 'the first one' }],
          });
      };
      for (const { name, nameNode, controls } of controlInputs(config)) {
        if (name && nameNode)
          checkTwice(`name ${name}`, nameNode.range, `There is a control input \`${name}\` already.`);
        for (const { kind, kindNode, node } of controls)
          if (kind !== undefined)
            checkTwice(`kind ${kind}`, kindNode?.range ?? node.range, `\`${kind}\` has a tensor already.`);
      }
    }
  },
};
