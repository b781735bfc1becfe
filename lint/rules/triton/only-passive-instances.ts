import { booleanValue, scalarField } from '../../../grammar/textproto/query.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const onlyPassiveInstances: Rule = {
  code: 'BWT046',
  name: 'only-passive-instances',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`instance_group`, Triton 21.06 and later',
  summary: 'Every instance group is passive.',
  why: 'A passive instance is loaded and never given a request, so that the model answers none.',
  remedy: 'Take `passive: true` out of one group at least.',
  sources: ['triton-inference-server/core src/backend_model.cc PrepareInstances'],
  examples: {
    bad: ['backend: "python"\ninstance_group [ { count: 1 passive: «true» } ]\n'],
    good: ['backend: "python"\ninstance_group [ { count: 1 }, { count: 1 passive: true } ]\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'passive')) {
      const passive = instanceGroups(config).map(({ node }) => scalarField(node, 'passive'));
      const first = passive[0];
      if (!config.whole || !first || !passive.every((node) => booleanValue(node) === true)) continue;
      report(config.file, first.range, 'No instance takes requests: every instance group is passive.');
    }
  },
};
