import type { Range } from '../../../grammar/text.ts';
import { ensembleSteps } from '../../reading/ensemble-steps.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const ensemble = (second: string): string =>
  'platform: "ensemble"\ninput [ { name: "a" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "b" data_type: TYPE_FP32 dims: [ 1 ] }, { name: "c" data_type: TYPE_FP32 dims: [ 1 ] } ]\n' +
  'ensemble_scheduling {\n  step [\n    { model_name: "m" model_version: -1 input_map { key: "x" value: "a" } output_map { key: "y" value: "b" } },\n' +
  `    { model_name: "n" model_version: -1 input_map { key: "x" value: "a" } output_map { key: "y" value: ${second} } output_map { key: "z" value: "c" } }\n  ]\n}\n`;

export const tensorWrittenTwice: Rule = {
  code: 'BWE008',
  name: 'ensemble-tensor-written-twice',
  area: 'ensemble',
  severity: 'error',
  appliesTo: 'ensembles',
  summary: 'Two steps write the same tensor of the ensemble.',
  why: 'Triton could not tell which of the two the readers should get, and refuses the ensemble.',
  remedy: 'Give one of them another name.',
  sources: ['triton-inference-server/core src/model_config_utils.cc BuildEnsembleGraph'],
  examples: {
    bad: [ensemble('«"b"»')],
    good: [ensemble('"d"').replace(' output_map { key: "y" value: "d" }', '')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'output_map')) {
      const first = new Map<string, Range>();
      for (const { ensembleTensor, ensembleRange } of ensembleSteps(config).flatMap((step) => step.outputs)) {
        if (ensembleTensor === undefined) continue;
        const before = first.get(ensembleTensor);
        if (!before) first.set(ensembleTensor, ensembleRange);
        else
          report(
            config.file,
            ensembleRange,
            `\`${ensembleTensor}\` is written already: a tensor has one writer.`,
            {
              related: [{ path: config.file.path, range: before, message: 'written here first' }],
            },
          );
      }
    }
  },
};
