import { messageFields } from '../../../grammar/textproto/query.ts';
import { ensembleSteps } from '../../reading/ensemble-steps.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const tensors =
  'input [ { name: "a" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "b" data_type: TYPE_FP32 dims: [ 1 ] } ]\n';

export const stepIncomplete: Rule = {
  code: 'BWE005',
  name: 'ensemble-incomplete',
  area: 'ensemble',
  severity: 'error',
  appliesTo: 'models with `platform: "ensemble"`',
  summary: 'An ensemble has no steps, or a step lacks its model or its maps.',
  why: 'Triton needs at least one step, and for each the model and both maps; it refuses the ensemble otherwise.',
  remedy: 'Give every step `model_name`, `input_map` and `output_map`.',
  sources: [
    'triton-inference-server/core src/model_config_utils.cc ValidateEnsembleSchedulingConfig, BuildEnsembleGraph',
  ],
  examples: {
    bad: [
      `platform: «"ensemble"»\n${tensors}`,
      `platform: "ensemble"\n${tensors}«ensemble_scheduling» { }\n`,
      `platform: "ensemble"\n${tensors}ensemble_scheduling { step [ «{ model_name: "m" model_version: -1 input_map { key: "x" value: "a" } }» ] }\n`,
    ],
    good: [
      `platform: "ensemble"\n${tensors}ensemble_scheduling { step [ { model_name: "m" model_version: -1 input_map { key: "x" value: "a" } output_map { key: "y" value: "b" } } ] }\n`,
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'platform')) {
      const platform = config.string('platform');
      if (!config.whole || platform?.value !== 'ensemble' || platform.origin.kind !== 'file') continue;
      const scheduling = config.field('ensemble_scheduling');
      const steps = ensembleSteps(config);
      if (!scheduling) {
        // Another scheduler in its place is a mistake of its own.
        report(config.file, platform.origin.range, 'An ensemble needs `ensemble_scheduling`.');
        continue;
      }
      if (steps.length === 0)
        report(config.file, scheduling.name.range, 'An ensemble needs at least one `step`.');
      for (const { node, model } of steps) {
        const missing = [
          ...(model ? [] : ['`model_name`']),
          ...['input_map', 'output_map']
            .filter((name) => messageFields(node, name).length === 0)
            .map((name) => `\`${name}\``),
        ];
        if (missing.length > 0) report(config.file, node.range, `This step lacks ${missing.join(' and ')}.`);
      }
    }
  },
};
