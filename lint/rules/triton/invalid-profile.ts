import { stringValue } from '../../../grammar/textproto/query.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { hasPlaceholder } from '../../reading/placeholders.ts';
import type { Rule } from '../../rule.ts';

export const invalidProfile: Rule = {
  code: 'BWT045',
  name: 'invalid-profile',
  area: 'triton',
  severity: 'error',
  appliesTo: '`instance_group { profile }` of TensorRT models, Triton 19.09 and later',
  summary: 'An optimisation profile is not the number of one.',
  why: 'Profiles are numbered from 0 and written as texts; Triton refuses the instance group otherwise.',
  remedy: 'Write the number of the profile in quotes, such as `"0"`.',
  sources: ['triton-inference-server/core src/model_config_utils.cc GetProfileIndex, ValidateInstanceGroup'],
  examples: {
    bad: [
      'platform: "tensorrt_plan"\ninstance_group [ { kind: KIND_GPU profile: [ "0", «""», «"-1"», «"large"» ] } ]\n',
    ],
    good: ['platform: "tensorrt_plan"\ninstance_group [ { kind: KIND_GPU profile: [ "0", "1" ] } ]\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'profile')) {
      for (const profile of instanceGroups(config).flatMap(({ profiles }) => profiles)) {
        const text = stringValue(profile);
        // As `std::stoi` reads it: a number at the start is enough.
        if (text === undefined || hasPlaceholder(text) || /^\s*(\+?\d|-0+(?!\d))/.test(text)) continue;
        report(config.file, profile.range, `\`${text}\` is no number of a profile: they count from 0.`);
      }
    }
  },
};
