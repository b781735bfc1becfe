import { fieldsNamed, integerValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import { deleteField } from '../../reading/field-edits.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const settings = ['default_priority_level', 'priority_queue_policy'];

export const prioritiesWithoutLevels: Rule = {
  code: 'BWT029',
  name: 'priorities-without-levels',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`dynamic_batching`, Triton 20.03 and later',
  summary: 'Priorities are set up, but `priority_levels` is 0 or not set.',
  why: 'Without levels there is one queue for all requests, and Triton ignores the default priority and the policies of priorities without a word.',
  remedy: 'Set `priority_levels` to the number of priorities, or take the settings out.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateModelConfig'],
  examples: {
    bad: [
      'backend: "python"\nmax_batch_size: 4\ndynamic_batching { «default_priority_level»: 1 }\n',
      'backend: "python"\nmax_batch_size: 4\ndynamic_batching { priority_levels: 0 «priority_queue_policy» { key: 1 value { max_queue_size: 8 } } }\n',
    ],
    good: [
      'backend: "python"\nmax_batch_size: 4\ndynamic_batching { priority_levels: 2 default_priority_level: 1 }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'default_priority_level', 'priority_queue_policy')) {
      if (!config.whole) continue;
      for (const batching of messageFields(config.root, 'dynamic_batching')) {
        const levels = scalarField(batching, 'priority_levels');
        if (levels && integerValue(levels) !== 0) continue;
        for (const field of settings.flatMap((name) => fieldsNamed(batching, name).slice(0, 1)))
          report(
            config.file,
            field.name.range,
            `\`${field.name.text}\` is ignored: \`priority_levels\` is ${levels ? '0' : 'not set'}.`,
            { fixes: [deleteField(config, field)] },
          );
      }
    }
  },
};
