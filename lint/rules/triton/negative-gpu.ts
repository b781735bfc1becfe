import { integerValue, messageFields, scalarFields } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const negativeGpu: Rule = {
  code: 'BWT009',
  name: 'negative-gpu',
  area: 'triton',
  severity: 'error',
  appliesTo: '`instance_group`',
  summary: 'A GPU has a negative number.',
  why: 'GPUs are counted from 0; Triton refuses the instance group. There is no number that means “all”: leave `gpus` out for that.',
  remedy: 'Leave `gpus` out to use every GPU, or list them from 0.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateInstanceGroup'],
  examples: {
    bad: ['backend: "python"\ninstance_group [ { kind: KIND_GPU gpus: [ «-1» ] } ]\n'],
    good: ['backend: "python"\ninstance_group [ { kind: KIND_GPU } ]\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'gpus')) {
      for (const gpu of messageFields(config.root, 'instance_group').flatMap((group) =>
        scalarFields(group, 'gpus'),
      )) {
        const id = integerValue(gpu);
        if (id !== undefined && id < 0)
          report(config.file, gpu.range, `There is no GPU ${id}; without \`gpus\` every GPU is used.`);
      }
    }
  },
};
