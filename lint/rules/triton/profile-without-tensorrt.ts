import { fieldsNamed } from '../../../grammar/textproto/query.ts';
import { isTensorrt } from '../../reading/backends.ts';
import { deleteField } from '../../reading/field-edits.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const profileWithoutTensorrt: Rule = {
  code: 'BWT044',
  name: 'profile-without-tensorrt',
  area: 'triton',
  severity: 'error',
  appliesTo: '`instance_group { profile }`, Triton 19.09 and later',
  summary: 'An instance group names optimisation profiles, which only TensorRT models have.',
  why: 'Triton refuses the instance group for any platform but `tensorrt_plan`.',
  remedy: 'Take `profile` out.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateInstanceGroup'],
  examples: {
    bad: ['backend: "onnxruntime"\ninstance_group [ { kind: KIND_GPU «profile: [ "0" ]» } ]\n'],
    good: ['platform: "tensorrt_plan"\ninstance_group [ { kind: KIND_GPU profile: [ "0" ] } ]\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'profile')) {
      for (const { node, profiles } of instanceGroups(config)) {
        const field = profiles.length > 0 && fieldsNamed(node, 'profile')[0];
        if (!field || isTensorrt(project, config) !== false) continue;
        report(config.file, field.range, 'Optimisation profiles are for TensorRT models only.', {
          fixes: [deleteField(config, field)],
        });
      }
    }
  },
};
