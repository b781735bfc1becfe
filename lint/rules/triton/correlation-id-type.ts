import { scalarField } from '../../../grammar/textproto/query.ts';
import { enumName } from '../../reading/enum-name.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { controlInputs } from '../../reading/sequences.ts';
import type { Rule } from '../../rule.ts';

const allowed = ['TYPE_UINT64', 'TYPE_INT64', 'TYPE_UINT32', 'TYPE_INT32', 'TYPE_STRING'];

export const correlationIdType: Rule = {
  code: 'BWT034',
  name: 'correlation-id-type',
  area: 'triton',
  severity: 'error',
  appliesTo: '`CONTROL_SEQUENCE_CORRID` of `sequence_batching`, Triton 19.12 and later',
  summary: 'The tensor for the correlation ID has a type that a correlation ID cannot have, or none.',
  why: 'A correlation ID is a whole number or a string; Triton refuses the model otherwise.',
  remedy: 'Set `data_type` to TYPE_UINT64, TYPE_INT64, TYPE_UINT32, TYPE_INT32 or TYPE_STRING.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateModelConfig'],
  examples: {
    bad: [
      'backend: "python"\nsequence_batching { control_input [ { name: "ID" control [ { kind: CONTROL_SEQUENCE_CORRID data_type: «TYPE_FP32» } ] } ] }\n',
      'backend: "python"\nsequence_batching { control_input [ { name: "ID" control [ { kind: «CONTROL_SEQUENCE_CORRID» } ] } ] }\n',
    ],
    good: [
      'backend: "python"\nsequence_batching { control_input [ { name: "ID" control [ { kind: CONTROL_SEQUENCE_CORRID data_type: TYPE_UINT64 } ] } ] }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'control_input')) {
      if (!config.whole) continue;
      for (const { kind, kindNode, node } of controlInputs(config).flatMap(({ controls }) => controls)) {
        if (kind !== 'CONTROL_SEQUENCE_CORRID' || !kindNode) continue;
        const type = scalarField(node, 'data_type');
        const name = type ? enumName(type, 'DataType') : 'TYPE_INVALID';
        if (name === undefined || allowed.includes(name)) continue;
        report(
          config.file,
          type?.range ?? kindNode.range,
          type ? `A correlation ID is no ${name}.` : 'The correlation ID needs a `data_type`.',
        );
      }
    }
  },
};
