import { integerValue } from '../../../grammar/textproto/query.ts';
import { gpuCountFor } from '../../reading/gpu-count.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

/** The most GPUs that one server has been built with: GigaIO's SuperNODE of 2023. Others end at 16. */
const mostInOneServer = 32;

export const gpuNotThere: Rule = {
  code: 'BWT043',
  name: 'gpu-not-there',
  area: 'triton',
  severity: 'error',
  appliesTo:
    '`instance_group { gpus }` with `KIND_GPU`, all releases of Triton; a warning where `# batchwise: gpus=…` says how many there are',
  summary: 'An instance group names a GPU that the machine does not have.',
  why: 'Triton refuses the model. The numbers count the GPUs that the server sees, from 0: after `CUDA_VISIBLE_DEVICES=6,7` they are 0 and 1.',
  remedy: 'Count the GPUs that the server sees from 0, or leave `gpus` out to use all of them.',
  sources: [
    'triton-inference-server/core src/model_config_utils.cc ValidateInstanceGroup',
    'triton-inference-server/server#1567, #2584',
    'GigaIO SuperNODE, 2023: 32 GPUs in one server',
  ],
  examples: {
    bad: [
      'backend: "python"\ninstance_group [ { kind: KIND_GPU gpus: [ «42» ] } ]\n',
      '# batchwise: gpus=2\nbackend: "python"\ninstance_group [ { kind: KIND_GPU gpus: [ 1, «2» ] } ]\n',
    ],
    good: [
      'backend: "python"\ninstance_group [ { kind: KIND_GPU gpus: [ 7 ] } ]\n',
      '# batchwise: gpus=2\nbackend: "python"\ninstance_group [ { kind: KIND_GPU gpus: [ 0, 1 ] } ]\n',
    ],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      for (const { kind, gpus } of instanceGroups(config)) {
        if (kind !== 'KIND_GPU' || gpus.length === 0) continue;
        const count = gpuCountFor(config.file, project);
        for (const gpu of gpus) {
          const id = integerValue(gpu);
          if (id === undefined || id < 0) continue;
          if (id >= mostInOneServer)
            report(
              config.file,
              gpu.range,
              `No server has a GPU ${id}: GPUs count from 0, and none holds more than ${mostInOneServer}.`,
            );
          else if (count && id >= count.value)
            report(config.file, gpu.range, `There is no GPU ${id} among ${count.value}: they count from 0.`, {
              severity: 'warning',
              related:
                count.origin.kind === 'file'
                  ? [
                      {
                        path: count.origin.path,
                        range: count.origin.range,
                        message: `${count.value} GPUs here`,
                      },
                    ]
                  : [],
            });
        }
      }
    }
  },
};
