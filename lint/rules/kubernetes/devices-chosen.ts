import { gpusNeeded } from '../../reading/gpus-needed.ts';
import { valueAt } from '../../reading/manifest-values.ts';
import { reportAt } from '../../reading/placed.ts';
import { podServers } from '../../reading/server-containers.ts';
import type { Rule } from '../../rule.ts';

const pod = (args: string, env: string, resource: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: llm }\nspec:\n  containers:\n    - name: server\n      image: vllm/vllm-openai:v0.11.0\n      args: ["--model", "m"${args}]\n${env}      resources: { limits: { ${resource} } }\n`;
const env = (value: string): string => `      env: [{ name: CUDA_VISIBLE_DEVICES, value: ${value} }]\n`;

export const devicesChosen: Rule = {
  code: 'BWK014',
  name: 'devices-chosen-in-pod',
  area: 'kubernetes',
  severity: 'warning',
  appliesTo: 'pods of servers that ask for GPUs or slices of them',
  summary: 'A pod chooses GPUs that the device plugin has already chosen, or spreads a model over slices.',
  why: 'A container sees the GPUs that it was given, numbered from 0: other numbers leave it none, and `NVIDIA_VISIBLE_DEVICES` goes behind the scheduler’s back. Slices of a GPU (MIG) cannot exchange data with each other, so that NCCL does not start on several.',
  remedy: 'Leave the variable out; take whole GPUs for tensor parallelism.',
  sources: [
    'NVIDIA/k8s-device-plugin README; NVIDIA MIG user guide, “GPU to GPU P2P (either PCIe or NVLink) not supported”',
    'NVIDIA container toolkit docs, NVIDIA_VISIBLE_DEVICES',
  ],
  examplePath: 'pod.yaml',
  examples: {
    bad: [
      pod(', "-tp", "2"', env('«"2,3"»'), 'nvidia.com/gpu: 2'),
      pod(', "--tensor-parallel-size", «"2"»', '', 'nvidia.com/mig-3g.40gb: 2'),
    ],
    good: [pod(', "-tp", "2"', env('"0,1"'), 'nvidia.com/gpu: 2'), pod('', '', 'nvidia.com/mig-3g.40gb: 1')],
  },
  check(context) {
    for (const { located, manifest, run, container } of podServers(context.project, context.options)) {
      const limits = Object.entries(
        (valueAt(container, ['resources', 'limits']) as object | undefined) ?? {},
      );
      const gpus = limits.find(([name]) => name === 'nvidia.com/gpu')?.[1];
      const visible = located.command.env.CUDA_VISIBLE_DEVICES;
      const indices = visible?.value?.split(',').map(Number) ?? [];
      if (
        gpus !== undefined &&
        visible &&
        indices.some((index) => Number.isInteger(index) && index >= Number(gpus))
      )
        context.report(
          manifest.file,
          visible.range,
          `The container sees ${String(gpus)} of the node’s GPUs, numbered from 0: there is no ${Math.max(...indices)}.`,
        );
      const owned = located.command.env.NVIDIA_VISIBLE_DEVICES;
      if (gpus !== undefined && owned?.value && /^(all|\d+(,\d+)*)$/.test(owned.value))
        context.report(
          manifest.file,
          owned.range,
          'The device plugin sets NVIDIA_VISIBLE_DEVICES; a value of one’s own may take GPUs of other pods.',
        );
      const needed = run && gpusNeeded(run);
      const slices = limits.some(([name]) => name.startsWith('nvidia.com/mig-'));
      if (slices && needed && needed.count > 1)
        reportAt(
          context,
          needed.decisive,
          'Slices of a GPU cannot exchange data with each other: NCCL does not start.',
        );
    }
  },
};
