import { ensembleSteps } from '../../reading/ensemble-steps.ts';
import { modelConfigs, modelsBeside } from '../../reading/model-config.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

const model = (optional: string): string =>
  `backend: "python"\ninput [\n  { name: "QUERY" data_type: TYPE_STRING dims: [ 1 ] },\n  { name: "LENGTH" data_type: TYPE_INT32 dims: [ 1 ] ${optional}}\n]\n` +
  'output [ { name: "IDS" data_type: TYPE_INT32 dims: [ -1 ] } ]\n';
const ensemble = (name: string): string =>
  'platform: "ensemble"\ninput [ { name: "text" data_type: TYPE_STRING dims: [ 1 ] } ]\noutput [ { name: "ids" data_type: TYPE_INT32 dims: [ -1 ] } ]\n' +
  `ensemble_scheduling {\n  step [\n    { model_name: ${name} model_version: -1 input_map { key: "QUERY" value: "text" } output_map { key: "IDS" value: "ids" } }\n  ]\n}\n`;

export const modelInputUnmapped: Rule = {
  code: 'BWE004',
  name: 'model-input-unmapped',
  area: 'ensemble',
  severity: 'error',
  appliesTo: '`input_map` of ensemble steps',
  summary: 'A step leaves an input of its model without a tensor.',
  why: 'Only inputs with `optional: true` may be left out; Triton refuses the ensemble otherwise.',
  remedy: 'Map the input, or mark it `optional: true` in the model where the model can do without.',
  sources: ['triton-inference-server/core src/ensemble_scheduler/ensemble_utils.cc ValidateTensorMapping'],
  examples: {
    bad: [
      { 'models/text/config.pbtxt': ensemble('«"tokenize"»'), 'models/tokenize/config.pbtxt': model('') },
    ],
    good: [
      {
        'models/text/config.pbtxt': ensemble('"tokenize"'),
        'models/tokenize/config.pbtxt': model('optional: true '),
      },
    ],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project, 'ensemble_scheduling')) {
      if (!config.whole) continue;
      const beside = modelsBeside(project, config);
      for (const step of ensembleSteps(config)) {
        const target = step.model === undefined ? undefined : beside.get(step.model);
        if (!target || target === config || !step.modelNode || step.inputs.length === 0) continue;
        const mapped = new Set(step.inputs.map(({ tensor }) => tensor));
        for (const { side, name, nameNode, optional } of tensorsOf(target)) {
          if (side !== 'input' || !name || !nameNode || optional || mapped.has(name)) continue;
          report(
            config.file,
            step.modelNode.range,
            `Input \`${name}\` of \`${step.model}\` is mapped to no tensor of the ensemble.`,
            {
              related: [
                { path: target.file.path, range: nameNode.range, message: 'the input; it is not optional' },
              ],
            },
          );
        }
      }
    }
  },
};
