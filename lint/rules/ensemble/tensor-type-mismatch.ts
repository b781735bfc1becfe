import type { Range } from '../../../grammar/text.ts';
import { ensembleSteps } from '../../reading/ensemble-steps.ts';
import { type ModelConfig, modelConfigs, modelsBeside } from '../../reading/model-config.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

const model =
  'backend: "python"\ninput [ { name: "QUERY" data_type: TYPE_STRING dims: [ 1 ] } ]\noutput [ { name: "IDS" data_type: TYPE_INT32 dims: [ -1 ] } ]\n';
const ensemble = (type: string, value: string): string =>
  `platform: "ensemble"\ninput [ { name: "text" data_type: TYPE_STRING dims: [ 1 ] } ]\noutput [ { name: "ids" data_type: ${type} dims: [ -1 ] } ]\n` +
  `ensemble_scheduling {\n  step [\n    { model_name: "tokenize" model_version: -1 input_map { key: "QUERY" value: "text" } output_map { key: "IDS" value: ${value} } }\n  ]\n}\n`;

interface Use {
  readonly dataType: string;
  readonly who: string;
  readonly path: string;
  readonly range: Range;
}

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
    for (const config of modelConfigs(project)) {
      const steps = ensembleSteps(config);
      if (steps.length === 0) continue;
      const beside = modelsBeside(project, config);
      const first = new Map<string, Use>();
      for (const tensor of tensorsOf(config)) {
        if (!tensor.name || !tensor.nameNode || !tensor.dataType) continue;
        first.set(tensor.name, {
          dataType: tensor.dataType,
          who: 'the ensemble',
          path: config.file.path,
          range: tensor.nameNode.range,
        });
      }
      for (const step of steps) {
        const target = step.model === undefined ? undefined : beside.get(step.model);
        if (!target || target === config) continue;
        const types = typesOf(target);
        for (const [side, mappings] of [
          ['input', step.inputs],
          ['output', step.outputs],
        ] as const) {
          for (const mapping of mappings) {
            const dataType = types.get(`${side} ${mapping.tensor}`);
            if (!dataType || mapping.ensembleTensor === undefined) continue;
            const use: Use = {
              dataType,
              who: `model \`${step.model}\``,
              path: config.file.path,
              range: mapping.ensembleRange,
            };
            const before = first.get(mapping.ensembleTensor);
            if (!before) first.set(mapping.ensembleTensor, use);
            else if (before.dataType !== dataType)
              report(
                config.file,
                mapping.ensembleRange,
                `\`${mapping.ensembleTensor}\` is ${dataType} in ${use.who} and ${before.dataType} in ${before.who}.`,
                {
                  related: [{ path: before.path, range: before.range, message: `${before.dataType} here` }],
                },
              );
          }
        }
      }
    }
  },
};

/** The last of two equal names does not count: Triton reads the first. */
function typesOf(config: ModelConfig): Map<string, string> {
  const types = new Map<string, string>();
  for (const { side, name, dataType } of tensorsOf(config)) {
    const key = `${side} ${name}`;
    if (name && dataType && dataType !== 'TYPE_INVALID' && !types.has(key)) types.set(key, dataType);
  }
  return types;
}
