import { renameFix } from '../../fixes.ts';
import { ensembleSteps, type TensorMapping } from '../../reading/ensemble-steps.ts';
import { type ModelConfig, modelConfigs, modelsBeside } from '../../reading/model-config.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

const model =
  'backend: "python"\ninput [ { name: "QUERY" data_type: TYPE_STRING dims: [ 1 ] } ]\noutput [ { name: "IDS" data_type: TYPE_INT32 dims: [ -1 ] } ]\n';
const ensemble = (key: string): string =>
  'platform: "ensemble"\ninput [ { name: "text" data_type: TYPE_STRING dims: [ 1 ] } ]\noutput [ { name: "ids" data_type: TYPE_INT32 dims: [ -1 ] } ]\n' +
  `ensemble_scheduling {\n  step [\n    { model_name: "tokenize" model_version: -1 input_map { key: ${key} value: "text" } output_map { key: "IDS" value: "ids" } }\n  ]\n}\n`;

export const unknownTensor: Rule = {
  code: 'BWE002',
  name: 'step-tensor-unknown',
  area: 'ensemble',
  severity: 'error',
  appliesTo: '`input_map` and `output_map` of ensemble steps',
  summary: 'A map names a tensor that the model of the step does not have.',
  why: 'The `key` is the name inside the model, the `value` the name inside the ensemble; a key that the model does not know keeps the ensemble from loading.',
  remedy: 'Write the name as it stands in the `config.pbtxt` of the model.',
  sources: ['triton-inference-server/core src/ensemble_scheduler/ensemble_utils.cc ValidateTensorMapping'],
  examples: {
    bad: [{ 'models/text/config.pbtxt': ensemble('«"QUERRY"»'), 'models/tokenize/config.pbtxt': model }],
    good: [{ 'models/text/config.pbtxt': ensemble('"QUERY"'), 'models/tokenize/config.pbtxt': model }],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project, 'ensemble_scheduling')) {
      const beside = modelsBeside(project, config);
      for (const step of ensembleSteps(config)) {
        const target = step.model === undefined ? undefined : beside.get(step.model);
        if (!target?.whole) continue;
        const check = (side: 'input' | 'output', mappings: readonly TensorMapping[]): void => {
          const known = namesOf(target, side);
          // A model without tensors in its config has them filled in by its backend.
          if (known.length === 0) return;
          for (const { tensor, tensorRange } of mappings) {
            if (tensor === undefined || known.includes(tensor)) continue;
            const near = nearestName(tensor, known);
            report(
              config.file,
              tensorRange,
              `Model \`${step.model}\` has no ${side} \`${tensor}\`${near ? `; it has \`${near.name}\`` : ''}.`,
              {
                related: [
                  { path: target.file.path, range: target.head, message: `the model \`${step.model}\`` },
                ],
                fixes: renameFix(near, config.file.path, tensorRange, 'quoted'),
              },
            );
          }
        };
        check('input', step.inputs);
        check('output', step.outputs);
      }
    }
  },
};

const namesOf = (config: ModelConfig, side: 'input' | 'output'): string[] =>
  tensorsOf(config).flatMap((tensor) => (tensor.side === side && tensor.name ? [tensor.name] : []));
