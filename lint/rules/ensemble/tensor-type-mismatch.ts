import { modelConfigs } from '../../reading/model-config.ts';
import { laterUses, type TensorUse, tensorUses } from '../../reading/tensor-uses.ts';
import type { Rule } from '../../rule.ts';

const model =
  'backend: "python"\ninput [ { name: "QUERY" data_type: TYPE_STRING dims: [ 1 ] } ]\noutput [ { name: "IDS" data_type: TYPE_INT32 dims: [ -1 ] } ]\n';
const ensemble = (type: string, value: string): string =>
  `platform: "ensemble"\ninput [ { name: "text" data_type: TYPE_STRING dims: [ 1 ] } ]\noutput [ { name: "ids" data_type: ${type} dims: [ -1 ] } ]\n` +
  `ensemble_scheduling {\n  step [\n    { model_name: "tokenize" model_version: -1 input_map { key: "QUERY" value: "text" } output_map { key: "IDS" value: ${value} } }\n  ]\n}\n`;

export const tensorTypeMismatch: Rule = {
  code: 'BWE003',
  name: 'tensor-type-mismatch',
  area: 'ensemble',
  severity: 'error',
  appliesTo: 'tensors that an ensemble passes from model to model',
  summary: 'One ensemble tensor has different data types in the models that share it.',
  why: 'Triton passes tensors on as they are, and refuses an ensemble whose types do not agree.',
  remedy: 'Make the `data_type` agree, or map another tensor.',
  sources: [
    'triton-inference-server/core src/ensemble_scheduler/ensemble_utils.cc ValidateTensorConsistency',
  ],
  examples: {
    bad: [
      {
        'models/text/config.pbtxt': ensemble('TYPE_INT64', '«"ids"»'),
        'models/tokenize/config.pbtxt': model,
      },
    ],
    good: [
      { 'models/text/config.pbtxt': ensemble('TYPE_INT32', '"ids"'), 'models/tokenize/config.pbtxt': model },
    ],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project, 'ensemble_scheduling')) {
      for (const { first, later } of laterUses(tensorUses(project, config), saysType)) {
        const [here, there] = [later.tensor.dataType, first.tensor.dataType];
        // The ensemble's own inputs and outputs are compared with the models, not with each other.
        if (here === there || later.owner === config) continue;
        report(
          config.file,
          later.range,
          `\`${later.name}\` is ${here} in ${later.who} and ${there} in ${first.who}.`,
          { related: [{ path: config.file.path, range: first.range, message: `${there} here` }] },
        );
      }
    }
  },
};

const saysType = ({ tensor }: TensorUse): boolean =>
  tensor.dataType !== undefined && tensor.dataType !== 'TYPE_INVALID';
