import { replaceFix } from '../../fixes.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { gpuCountFor } from '../../reading/server-gpus.ts';
import type { Rule } from '../../rule.ts';

const config = (kind: string): string => `backend: "python"\ninstance_group [ { kind: ${kind} } ]\n`;

export const gpuKindWithoutGpu: Rule = {
  code: 'BWR017',
  name: 'gpu-kind-without-gpu',
  area: 'backend',
  severity: 'error',
  appliesTo:
    'instance groups with `KIND_GPU` where a `# batchwise: gpus=0` line or an empty `CUDA_VISIBLE_DEVICES` says that there is no GPU',
  summary: 'A model asks for a GPU, and the server has none.',
  why: 'The model does not load: “has kind KIND_GPU but no GPUs are available”.',
  remedy: 'Write `KIND_AUTO`, or leave the kind out, where the same files also serve without a GPU.',
  sources: [
    'triton-inference-server/core src/model_config_utils.cc ValidateInstanceGroup',
    'triton-inference-server/server#3912, #6258',
  ],
  examples: {
    bad: [
      `# batchwise: gpus=0\n${config('«KIND_GPU»')}`,
      {
        'deploy/models/m/config.pbtxt': config('«KIND_GPU»'),
        'deploy/serve.sh': 'CUDA_VISIBLE_DEVICES="" tritonserver --model-repository models\n',
      },
    ],
    good: [`# batchwise: gpus=0\n${config('KIND_AUTO')}`, `# batchwise: gpus=1\n${config('KIND_GPU')}`],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project, 'instance_group')) {
      const groups = instanceGroups(config).filter(({ kind }) => kind === 'KIND_GPU');
      const machine = groups.length > 0 ? gpuCountFor(config, project) : undefined;
      if (machine?.count !== 0) continue;
      for (const { kindNode } of groups)
        if (kindNode)
          report(config.file, kindNode.range, `The model asks for a GPU, and ${machine.because}.`, {
            related: [{ path: machine.path, range: machine.range, message: machine.because }],
            fixes: [
              replaceFix('Change to `KIND_AUTO`', config.file.path, kindNode.range, 'KIND_AUTO', false),
            ],
          });
    }
  },
};
