import { integerValue, messageFields, scalarFields } from '../../../grammar/textproto/query.ts';
import { versionsIn } from '../../reading/folders.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const specificVersionMissing: Rule = {
  code: 'BWT023',
  name: 'specific-version-missing',
  area: 'triton',
  severity: 'warning',
  appliesTo:
    '`version_policy { specific }` of models with version folders, all releases of Triton; an error where none of the versions is there',
  summary: 'The version policy names a version that has no folder.',
  why: 'Triton logs an error and passes over the version; where none of those named is there, the model does not load.',
  remedy: 'Name versions that are there, or put the folder in.',
  sources: [
    'triton-inference-server/core src/model_repository_manager/model_lifecycle.cc VersionsToLoad, AsyncLoad',
  ],
  examples: {
    bad: [
      {
        'models/m/config.pbtxt': 'backend: "python"\nversion_policy: { specific { versions: [ 1, «3» ] } }\n',
        'models/m/1/model.py': 'x',
        'models/m/2/model.py': 'x',
      },
    ],
    good: [
      {
        'models/m/config.pbtxt': 'backend: "python"\nversion_policy: { specific { versions: [ 1 ] } }\n',
        'models/m/1/model.py': 'x',
      },
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'version_policy')) {
      const folders = config.home === undefined ? [] : versionsIn(project, config.home);
      // Without any folder the versions are kept elsewhere.
      if (folders.length === 0) continue;
      const named = messageFields(config.root, 'version_policy')
        .flatMap((policy) => messageFields(policy, 'specific'))
        .flatMap((specific) => scalarFields(specific, 'versions'));
      const missing = named.filter((node) => {
        const version = integerValue(node);
        return version !== undefined && !folders.includes(String(version));
      });
      for (const node of missing)
        report(
          config.file,
          node.range,
          `There is no version folder \`${integerValue(node)}\`; there ${folders.length === 1 ? 'is' : 'are'} ${folders.map((name) => `\`${name}\``).join(', ')}.`,
          missing.length === named.length ? { severity: 'error' } : {},
        );
    }
  },
};
