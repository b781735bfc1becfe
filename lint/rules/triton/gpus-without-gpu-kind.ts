import { fieldsNamed } from '../../../grammar/textproto/query.ts';
import { deleteField } from '../../reading/field-edits.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const gpusWithoutGpuKind: Rule = {
  code: 'BWT008',
  name: 'gpus-without-gpu-kind',
  area: 'triton',
  severity: 'error',
  appliesTo: '`instance_group`',
  summary: 'GPUs are listed for instances that run on the CPU, or whose devices the model chooses itself.',
  why: 'Triton refuses `gpus` together with `KIND_CPU` and with `KIND_MODEL`.',
  remedy: 'Use `KIND_GPU`, or take the list out.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateInstanceGroup'],
  examples: {
    bad: [
      'backend: "python"\ninstance_group [ { count: 2 kind: KIND_CPU «gpus: [ 0, 1 ]» } ]\n',
      'backend: "python"\ninstance_group [ { kind: KIND_MODEL «gpus: 0» } ]\n',
    ],
    good: [
      'backend: "python"\ninstance_group [ { count: 2 kind: KIND_GPU gpus: [ 0, 1 ] } ]\n',
      'backend: "python"\ninstance_group [ { kind: KIND_CPU gpus: [ ] } ]\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'gpus')) {
      for (const { node, kind, kindNode } of instanceGroups(config)) {
        const gpus = fieldsNamed(node, 'gpus').find((field) => field.values.length > 0);
        if (!kindNode || !gpus || (kind !== 'KIND_CPU' && kind !== 'KIND_MODEL')) continue;
        report(config.file, gpus.range, `\`${kind}\` takes no \`gpus\`: Triton refuses the instance group.`, {
          fixes: [deleteField(config, gpus)],
          related: [{ path: config.file.path, range: kindNode.range, message: 'the kind is set here' }],
        });
      }
    }
  },
};
