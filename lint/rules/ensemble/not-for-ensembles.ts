import { deleteField } from '../../reading/field-edits.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const body =
  'input [ { name: "a" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "b" data_type: TYPE_FP32 dims: [ 1 ] } ]\n' +
  'ensemble_scheduling { step [ { model_name: "m" model_version: -1 input_map { key: "x" value: "a" } output_map { key: "y" value: "b" } } ] }\n';

/** What runs a model has no meaning where other models do the running. */
const refused = ['backend', 'instance_group', 'optimization', 'model_warmup'];

export const notForEnsembles: Rule = {
  code: 'BWE006',
  name: 'not-for-ensembles',
  area: 'ensemble',
  severity: 'error',
  appliesTo: 'ensembles',
  summary:
    'A setting stands in an ensemble that only its models can have, or the platform is not `ensemble`.',
  why: 'An ensemble runs nothing itself: Triton refuses `backend`, `instance_group`, `optimization` and `model_warmup` in it, and `ensemble_scheduling` in any other model.',
  remedy: 'Move the setting into the models of the steps; set `platform: "ensemble"`.',
  sources: [
    'triton-inference-server/core src/model_config_utils.cc ValidateEnsembleSchedulingConfig, ValidateModelConfig',
  ],
  examples: {
    bad: [
      `platform: "ensemble"\n«instance_group» [ { count: 2 } ]\n${body}`,
      `platform: "ensemble"\n«backend»: "python"\n${body}`,
      `backend: "python"\n${body.replace('ensemble_scheduling', '«ensemble_scheduling»')}`,
    ],
    good: [`platform: "ensemble"\n${body}`],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'platform', 'ensemble_scheduling')) {
      const platform = config.textOf('platform');
      const scheduling = config.field('ensemble_scheduling');
      if (platform === 'ensemble') {
        for (const name of refused) {
          const field = config.field(name);
          if (!field || (name === 'backend' && config.textOf('backend') === '')) continue;
          report(
            config.file,
            field.name.range,
            `An ensemble takes no \`${name}\`: it belongs to the models of its steps.`,
            { fixes: [deleteField(config, field)] },
          );
        }
      } else if (scheduling && platform !== undefined && (platform !== '' || config.whole)) {
        report(
          config.file,
          scheduling.name.range,
          'Set `platform: "ensemble"`: only an ensemble has `ensemble_scheduling`.',
        );
      }
    }
  },
};
