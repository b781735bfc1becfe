import { integerValue, messageFields, scalarField, scalarFields } from '../../../grammar/textproto/query.ts';
import type { MessageNode } from '../../../grammar/textproto/tree.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const noVersionSelected: Rule = {
  code: 'BWT022',
  name: 'no-version-selected',
  area: 'triton',
  severity: 'error',
  appliesTo: '`version_policy`, all releases of Triton',
  summary: 'The version policy selects no version at all.',
  why: '`latest` without `num_versions` is the latest 0 versions, and `specific` without `versions` none; a model without a version does not load.',
  remedy: 'Say how many or which versions, or leave `version_policy` out: the latest one is the default.',
  sources: [
    'triton-inference-server/core src/model_repository_manager/model_lifecycle.cc VersionsToLoad, AsyncLoad',
  ],
  examples: {
    bad: [
      'backend: "python"\nversion_policy: { latest «{ num_versions: 0 }» }\n',
      'backend: "python"\nversion_policy: { latest «{ }» }\n',
      'backend: "python"\nversion_policy: { specific «{ }» }\n',
    ],
    good: [
      'backend: "python"\nversion_policy: { latest { num_versions: 1 } }\n',
      'backend: "python"\nversion_policy: { all { } }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'version_policy')) {
      if (!config.whole) continue;
      for (const policy of messageFields(config.root, 'version_policy')) {
        for (const latest of messageFields(policy, 'latest'))
          if (countOf(latest) === 0)
            report(
              config.file,
              latest.range,
              'The latest 0 versions are none: set `num_versions` to 1 or more.',
            );
        for (const specific of messageFields(policy, 'specific'))
          if (scalarFields(specific, 'versions').length === 0)
            report(config.file, specific.range, 'No version is named: list the `versions` to load.');
      }
    }
  },
};

function countOf(latest: MessageNode): number | undefined {
  const node = scalarField(latest, 'num_versions');
  return node ? integerValue(node) : 0;
}
