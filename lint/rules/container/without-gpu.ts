import { text, traced } from '../../../deployment/settings/leaves.ts';
import type { EngineRun } from '../../reading/engine-runs.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { valueAt } from '../../reading/manifest-values.ts';
import { composeServers, dockerOptions, podServers } from '../../reading/server-containers.ts';
import type { Rule } from '../../rule.ts';

const service = (more: string): string =>
  `services:\n  llm:\n    image: «vllm/vllm-openai:v0.11.0»\n    command: ["--model", "m"]\n${more}`;
const plain = (text: string): string => text.replaceAll(/[«»]/g, '');

export const containerWithoutGpu: Rule = {
  code: 'BWD003',
  name: 'container-without-gpu',
  area: 'container',
  severity: 'warning',
  appliesTo: '`docker run`, compose services and pods of vLLM, SGLang, TGI and `trtllm-serve`',
  summary: 'The container of a server that computes on GPUs gets none.',
  why: 'Docker and Kubernetes hand no GPU to a container that does not ask for one: the server stops with “no CUDA-capable device is detected”, or finds no device of its type.',
  remedy:
    'Give `docker run` `--gpus`, a service `deploy.resources.reservations.devices`, a container `resources.limits` with `nvidia.com/gpu`.',
  sources: [
    'Docker docs, docker container run --gpus; Compose specification, deploy.resources.reservations.devices',
    'Kubernetes docs, Schedule GPUs',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'docker run -p 8000:8000 «vllm/vllm-openai:v0.11.0» --model m\n',
      { 'compose.yaml': service('') },
      {
        'compose.yaml': plain(
          service(
            '    deploy: { resources: { reservations: { devices: [{ driver: nvidia, count: 1 }] } } }\n',
          ),
        ).replace('{ driver: nvidia, count: 1 }', '«{ driver: nvidia, count: 1 }»'),
      },
    ],
    good: [
      'docker run --gpus all -p 8000:8000 vllm/vllm-openai:v0.11.0 --model m\n',
      'docker run -p 8000:8000 vllm/vllm-openai:v0.9.1 --model m --device cpu\n',
      'docker run --device /dev/kfd --device /dev/dri rocm/vllm:latest vllm serve m\n',
      {
        'compose.yaml': plain(
          service(
            '    deploy: { resources: { reservations: { devices: [{ driver: nvidia, count: 1, capabilities: [gpu] }] } } }\n',
          ),
        ),
      },
    ],
  },
  check(context) {
    const { project, options, report } = context;
    for (const run of engineRuns(project, options, 'vllm', 'sglang', 'tgi', 'tensorrt-llm')) {
      const words = run.located && dockerOptions(run.located);
      const image = run.located?.command.image;
      if (!words || !image || !needsGpu(run, image.value)) continue;
      if (!words.some((word) => given.test(word)))
        report(run.file, image.range, 'The container gets no GPU.');
    }
    for (const { run, located, manifest, container, path } of composeServers(project, options)) {
      const image = located.command.image;
      if (!run || !image || !needsGpu(run, image.value)) continue;
      const devices = ['deploy', 'resources', 'reservations', 'devices'];
      const reserved = valueAt(container, devices);
      if (Array.isArray(reserved)) {
        const index = reserved.findIndex((each) => valueAt(each, ['capabilities']) === undefined);
        const range = index < 0 ? undefined : manifest.rangeOf([...path, ...devices, index]);
        // “capabilities” is the one key that the specification asks for.
        if (range)
          report(manifest.file, range, 'Compose refuses a device without `capabilities: [gpu]`.', {
            severity: 'error',
          });
      } else if (
        !['deploy', 'runtime', 'devices', 'gpus', 'extends', 'privileged'].some((key) => key in container)
      )
        report(manifest.file, image.range, 'The service gets no GPU.');
    }
    for (const { run, located, manifest, pod, container } of podServers(project, options)) {
      const image = located.command.image;
      // Another image may be one for another make of accelerator.
      if (!run || !image || !needsGpu(run, image.value) || !engineImage.test(image.value ?? '')) continue;
      const resources = JSON.stringify([
        container.resources ?? {},
        pod.runtimeClassName ?? '',
        pod.resourceClaims ?? '',
      ]);
      const isAsked =
        /\/[\w-]*(gpu|mig|tpu|xe)|nvidia|neuron|habana|gaudi|resourceClaims|claims|amd\.com/i.test(resources);
      const known = Object.keys((container.resources as object | undefined) ?? {}).length > 0;
      if (known && !isAsked) report(manifest.file, image.range, 'The container asks for no GPU.');
    }
  },
};

/** What gives a container a device, of NVIDIA's, AMD's or Intel's; an unknown word may. */
const given =
  /^(--gpus|--device|--runtime|--privileged|--device-cgroup-rule|--hooks-dir|--volumes-from)(=|$)|^--env-file|NVIDIA_VISIBLE_DEVICES|\$|nvidia/;

const engineImage = /vllm|sglang|tensorrt|text-generation/;

/** Not images and settings for processors without a GPU, or with devices of other makers. */
const needsGpu = ({ settings, open }: EngineRun, image: string | undefined): boolean => {
  const device = traced(settings, text, 'device')?.value;
  return (
    !open &&
    image !== undefined &&
    (device === undefined || device === 'cuda') &&
    !/cpu|tpu|neuron|hpu|gaudi|xpu|arm64|ascend|npu/i.test(image)
  );
};
