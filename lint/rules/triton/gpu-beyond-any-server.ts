import { integerValue } from '../../../grammar/textproto/query.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

/** NVIDIA's driver knows no more GPUs in one system (NV_MAX_DEVICES). */
const mostInOneServer = 32;

export const gpuBeyondAnyServer: Rule = {
  code: 'BWT043',
  name: 'gpu-beyond-any-server',
  area: 'triton',
  severity: 'error',
  appliesTo: '`instance_group { gpus }` with `KIND_GPU`, all releases of Triton',
  summary: 'An instance group names a GPU of a number that no machine can have.',
  why: 'Triton refuses a model on a GPU that it does not see: “specifies invalid or unsupported gpu id”. The driver knows 32 GPUs in one system at most. The numbers count the GPUs of one server, from 0: after `CUDA_VISIBLE_DEVICES=6,7` they are 0 and 1.',
  remedy: 'Count the GPUs that the server sees from 0, or leave `gpus` out to use all of them.',
  sources: [
    'triton-inference-server/core src/model_config_utils.cc ValidateInstanceGroup',
    'NVIDIA/open-gpu-kernel-modules src/common/sdk/nvidia/inc/nvlimits.h, NV_MAX_DEVICES: 32 GPUs in one system',
  ],
  examples: {
    bad: ['backend: "python"\ninstance_group [ { kind: KIND_GPU gpus: [ 0, «42» ] } ]\n'],
    good: ['backend: "python"\ninstance_group [ { kind: KIND_GPU gpus: [ 7 ] } ]\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'gpus')) {
      for (const { kind, gpus } of instanceGroups(config)) {
        if (kind !== 'KIND_GPU') continue;
        for (const gpu of gpus) {
          const id = integerValue(gpu);
          if (id !== undefined && id >= mostInOneServer)
            report(
              config.file,
              gpu.range,
              `No server has a GPU ${id}: they count from 0, and the driver knows ${mostInOneServer} at most.`,
            );
        }
      }
    }
  },
};
