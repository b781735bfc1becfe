import { ensembleSteps } from '../../reading/ensemble-steps.ts';
import { modelConfigs, modelsBeside } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const model = (size: number): string =>
  `backend: "python"\nmax_batch_size: ${size}\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "y" data_type: TYPE_FP32 dims: [ 1 ] } ]\n`;
const ensemble = (size: string): string =>
  `platform: "ensemble"\nmax_batch_size: ${size}\ninput [ { name: "a" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "b" data_type: TYPE_FP32 dims: [ 1 ] } ]\n` +
  'ensemble_scheduling { step [ { model_name: "m" model_version: -1 input_map { key: "x" value: "a" } output_map { key: "y" value: "b" } } ] }\n';

export const stepBatchSize: Rule = {
  code: 'BWE009',
  name: 'ensemble-batch-over-step',
  area: 'ensemble',
  severity: 'error',
  appliesTo: 'ensembles and the models of their steps',
  summary: 'The ensemble takes larger batches than one of its models.',
  why: 'Triton hands a batch to the steps as it came; it refuses an ensemble whose `max_batch_size` is over that of a model in it.',
  remedy: 'Lower `max_batch_size` of the ensemble, or raise the one of the model.',
  sources: ['triton-inference-server/core src/ensemble_scheduler/ensemble_utils.cc ValidateEnsembleConfig'],
  examples: {
    bad: [{ 'models/all/config.pbtxt': ensemble('«16»'), 'models/m/config.pbtxt': model(8) }],
    good: [{ 'models/all/config.pbtxt': ensemble('8'), 'models/m/config.pbtxt': model(8) }],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project, 'ensemble_scheduling')) {
      const size = config.integer('max_batch_size');
      if (size?.origin.kind !== 'file') continue;
      const beside = modelsBeside(project, config);
      for (const { model } of ensembleSteps(config)) {
        const target = model === undefined ? undefined : beside.get(model);
        const limit = target?.integer('max_batch_size');
        if (
          !target ||
          !limit ||
          limit.value <= 0 ||
          limit.value >= size.value ||
          limit.origin.kind !== 'file'
        )
          continue;
        report(
          config.file,
          size.origin.range,
          `The ensemble takes batches of ${size.value}, its model \`${model}\` only of ${limit.value}.`,
          {
            related: [
              { path: target.file.path, range: limit.origin.range, message: `the limit of \`${model}\`` },
            ],
          },
        );
      }
    }
  },
};
