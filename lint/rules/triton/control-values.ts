import { fieldsNamed, scalarFields } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { type Control, controlInputs } from '../../reading/sequences.ts';
import type { Rule } from '../../rule.ts';

const lists = ['int32_false_true', 'fp32_false_true', 'bool_false_true'];

const batcher = (control: string): string =>
  `backend: "python"\nsequence_batching { control_input [ { name: "C" control [ ${control} ] } ] }\n`;

export const controlValues: Rule = {
  code: 'BWT033',
  name: 'control-values',
  area: 'triton',
  severity: 'error',
  appliesTo: '`control` of `sequence_batching { control_input }`; `bool_false_true` since Triton 21.09',
  summary: 'A control signal lacks the pair of values for false and true, or has more than that pair.',
  why: 'START, END and READY are sent as one of two values of one type, and Triton has to be told both; CORRID is a number of its own and takes none. Triton refuses the model otherwise.',
  remedy:
    'Give START, END and READY one list of two values, such as `int32_false_true: [ 0, 1 ]`; give CORRID a `data_type` only.',
  sources: [
    'triton-inference-server/core src/model_config_utils.cc GetBooleanSequenceControlProperties, GetTypedSequenceControlProperties',
  ],
  examples: {
    bad: [
      batcher('«{ kind: CONTROL_SEQUENCE_START }»'),
      batcher('{ kind: CONTROL_SEQUENCE_READY int32_false_true: [ 0, 1 ] «fp32_false_true»: [ 0, 1 ] }'),
      batcher('{ kind: CONTROL_SEQUENCE_END «int32_false_true»: [ 1 ] }'),
      batcher('{ kind: CONTROL_SEQUENCE_CORRID data_type: TYPE_UINT64 «int32_false_true»: [ 0, 1 ] }'),
    ],
    good: [
      batcher('{ kind: CONTROL_SEQUENCE_START fp32_false_true: [ 0, 1 ] }'),
      batcher('{ kind: CONTROL_SEQUENCE_CORRID data_type: TYPE_UINT64 }'),
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'control_input')) {
      if (!config.whole) continue;
      for (const control of controlInputs(config).flatMap(({ controls }) => controls)) {
        const problem = problemOf(control);
        if (problem) report(config.file, problem.range, problem.message);
      }
    }
  },
};

function problemOf({
  kind,
  node,
}: Control): { range: Control['node']['range']; message: string } | undefined {
  if (kind === undefined) return undefined;
  const given = lists
    .map((name) => ({ name, field: fieldsNamed(node, name)[0], count: scalarFields(node, name).length }))
    .flatMap(({ name, field, count }) =>
      field && count > 0 ? [{ name, range: field.name.range, count }] : [],
    );
  if (kind === 'CONTROL_SEQUENCE_CORRID')
    return (
      given[0] && {
        range: given[0].range,
        message: '`CONTROL_SEQUENCE_CORRID` takes no values, only a `data_type`.',
      }
    );
  if (!given[0])
    return {
      range: node.range,
      message: `\`${kind}\` needs its values for false and true, such as \`int32_false_true: [ 0, 1 ]\`.`,
    };
  if (given[1])
    return {
      range: given[1].range,
      message: `\`${kind}\` takes one pair of values and has one in \`${given[0].name}\` already.`,
    };
  return given[0].count === 2
    ? undefined
    : {
        range: given[0].range,
        message: `\`${given[0].name}\` takes two values, false and true, and here ${given[0].count === 1 ? 'is one' : `are ${given[0].count}`}.`,
      };
}
