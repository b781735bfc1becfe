import { integerValue } from '../../../grammar/textproto/query.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { gpuCountFor } from '../../reading/server-gpus.ts';
import { parametersOf } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

const config = (gpus: string): string =>
  `backend: "python"\ninstance_group [ { kind: KIND_GPU gpus: [ ${gpus} ] } ]\n`;
const launch = (docker: string): string =>
  `docker run ${docker} -v $PWD/models:/models nvcr.io/nvidia/tritonserver:25.01-py3 tritonserver --model-repository=/models\n`;

export const gpuNotThere: Rule = {
  code: 'BWR016',
  name: 'gpu-not-there',
  area: 'backend',
  severity: 'error',
  appliesTo:
    '`gpus` of instance groups and `gpu_device_ids`, where a `# batchwise: gpus=…` line, `docker run --gpus`, `CUDA_VISIBLE_DEVICES` or the limits of a pod say how many GPUs there are',
  summary: 'A model is put on a GPU that the server does not have.',
  why: 'The model does not load: “instance group … specifies invalid or unsupported gpu id”. GPUs are numbered from 0 in what the server sees: a container that gets the devices 6 and 7 has 0 and 1.',
  remedy: 'Number the GPUs from 0 in the container, or give it more of them.',
  sources: [
    'triton-inference-server/core src/model_config_utils.cc ValidateInstanceGroup',
    'triton-inference-server/server#2584, #1567',
  ],
  examples: {
    bad: [
      { 'deploy/models/m/config.pbtxt': config('0, «2»'), 'deploy/serve.sh': launch('--gpus 2') },
      { 'deploy/models/m/config.pbtxt': config('«6»'), 'deploy/serve.sh': launch(`--gpus '"device=6,7"'`) },
      `# batchwise: gpus=1\n${config('«1»')}`,
    ],
    good: [
      { 'deploy/models/m/config.pbtxt': config('0, 1'), 'deploy/serve.sh': launch('--gpus 2') },
      { 'deploy/models/m/config.pbtxt': config('6'), 'deploy/serve.sh': launch('--gpus all') },
    ],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project, 'gpus', 'parameters')) {
      const groups = instanceGroups(config).flatMap(({ gpus }) => gpus);
      const ids = config.isTensorrtllm
        ? parametersOf(config).filter(({ key, value }) => key === 'gpu_device_ids' && value)
        : [];
      if (groups.length + ids.length === 0) continue;
      const machine = gpuCountFor(config, project);
      // Without any GPU the kind itself is the mistake, which another rule tells.
      if (!machine || machine.count === 0) continue;
      const related = [{ path: machine.path, range: machine.range, message: machine.because }];
      for (const node of groups) {
        const id = integerValue(node);
        if (id !== undefined && id >= machine.count)
          report(config.file, node.range, `There is no GPU ${id}: ${machine.because}.`, { related });
      }
      for (const { value, valueRange } of ids) {
        const far = value!
          .split(/[;,]/)
          .filter((id) => /^\s*\d+\s*$/.test(id) && Number(id) >= machine.count);
        if (far.length > 0)
          report(
            config.file,
            valueRange,
            `There is no GPU ${[...new Set(far.map((id) => id.trim()))].join(', ')}: ${machine.because}.`,
            { related },
          );
      }
    }
  },
};
