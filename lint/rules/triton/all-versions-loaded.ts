import { messageFields } from '../../../grammar/textproto/query.ts';
import { versionsIn } from '../../reading/folders.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const files = (versions: readonly number[], policy = '«all» { }'): Record<string, string> => ({
  'models/m/config.pbtxt': `backend: "python"\nversion_policy { ${policy} }\n`,
  ...Object.fromEntries(versions.map((version) => [`models/m/${version}/model.py`, 'x'])),
});

export const allVersionsLoaded: Rule = {
  code: 'BWT077',
  name: 'all-versions-loaded',
  area: 'triton',
  severity: 'info',
  appliesTo: 'models with `version_policy { all { } }` and several version folders',
  summary: 'Every version of the model is loaded at once.',
  why: 'Each version is a model with memory and instances of its own, for as long as its folder is there: an old one costs as much as the newest.',
  remedy: 'Write `latest { num_versions: 1 }`, or name the versions that clients ask for.',
  sources: ['triton-inference-server/server docs/user_guide/model_repository.md, model versions'],
  examples: {
    bad: [files([1, 2, 3])],
    good: [files([1]), files([1, 2], 'latest { num_versions: 1 }')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'version_policy')) {
      const versions = config.home === undefined ? 0 : versionsIn(project, config.home).length;
      if (versions < 2) continue;
      for (const policy of messageFields(config.root, 'version_policy'))
        for (const { name } of policy.fields)
          if (name.text === 'all')
            report(
              config.file,
              name.range,
              `All ${versions} versions are loaded, each with memory of its own.`,
            );
    }
  },
};
