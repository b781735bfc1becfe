import { instanceGroups } from '../../reading/instance-groups.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const instanceCountBelowOne: Rule = {
  code: 'BWT050',
  name: 'instance-count-below-one',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`instance_group { count }`, all releases of Triton',
  summary: 'The count of instances is 0 or negative.',
  why: 'It does not switch the instances off: Triton puts its default in the place of any count below 1, one instance for each device as a rule.',
  remedy: 'Write how many instances there are to be, or take the group out.',
  sources: [
    'triton-inference-server/core src/model_config_utils.cc NormalizeInstanceGroup, SetDefaultInstanceCount',
  ],
  examples: {
    bad: ['backend: "python"\ninstance_group [ { count: «0» kind: KIND_CPU } ]\n'],
    good: [
      'backend: "python"\ninstance_group [ { count: 1 kind: KIND_CPU } ]\n',
      'backend: "python"\ninstance_group [ { kind: KIND_CPU } ]\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'count')) {
      for (const { count, countNode } of instanceGroups(config))
        if (countNode && count !== undefined && count < 1)
          report(
            config.file,
            countNode.range,
            `A count of ${count} is replaced by the default: there will be instances.`,
          );
    }
  },
};
