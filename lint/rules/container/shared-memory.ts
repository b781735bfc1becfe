import type { Range } from '../../../grammar/text.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { gpusNeeded } from '../../reading/gpus-needed.ts';
import { bytesOf, isMapping, listAt, type Mapping, valueAt } from '../../reading/manifest-values.ts';
import { placeOf } from '../../reading/placed.ts';
import {
  composeServers,
  dockerOptions,
  podServers,
  type ServerContainer,
} from '../../reading/server-containers.ts';
import type { Rule, RuleContext } from '../../rule.ts';

const pod = (tp: string, more: string, volumes: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: llm }\nspec:\n  containers:\n    - name: vllm\n      image: vllm/vllm-openai:v0.11.0\n      args: ["--model", "m", "--tensor-parallel-size", ${tp}]\n${more}${volumes}`;
const mount = '      volumeMounts: [{ name: shm, mountPath: /dev/shm }]\n';
const docker = 'docker run --gpus all';

export const containerSharedMemory: Rule = {
  code: 'BWD001',
  name: 'container-shared-memory',
  area: 'container',
  severity: 'warning',
  appliesTo:
    'vLLM, SGLang, TGI and `trtllm-serve` over several GPUs in a pod, a compose service or `docker run`',
  summary:
    'Ranks on several GPUs have the 64 MB of shared memory that a container gets unless told otherwise.',
  why: 'NCCL exchanges data between processes through `/dev/shm` wherever GPUs do not reach each other directly, and stops with “Error while creating shared memory segment /dev/shm/nccl-…”.',
  remedy:
    'Pods mount an `emptyDir` with `medium: Memory` at `/dev/shm`; services take `shm_size` or `ipc: host`; `docker run` takes `--shm-size` or `--ipc=host`.',
  sources: [
    'vllm-project/vllm#1710; sgl-project/sglang#4259; vllm-project/production-stack#276; NVIDIA/nccl#525',
    'Docker docs, docker container run --shm-size: 64 MB; Kubernetes docs, volumes, emptyDir',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      `${docker} vllm/vllm-openai:v0.11.0 --model m --tensor-parallel-size «4»\n`,
      { 'pod.yaml': pod('«"4"»', '', '') },
      { 'pod.yaml': pod('"4"', mount, '  volumes: [{ name: shm, emptyDir: «{}» }]\n') },
      {
        'pod.yaml': pod(
          '"4"',
          `${mount}      resources: { limits: { memory: 32Gi } }\n`,
          '  volumes: [{ name: shm, emptyDir: { medium: Memory, sizeLimit: «64Gi» } }]\n',
        ),
      },
      {
        'compose.yaml':
          'services:\n  llm:\n    image: vllm/vllm-openai:v0.11.0\n    command: ["--model", "m", "-tp", «"2"»]\n',
      },
    ],
    good: [
      `${docker} --shm-size 16g vllm/vllm-openai:v0.11.0 --model m --tensor-parallel-size 4\n`,
      `${docker} vllm/vllm-openai:v0.11.0 --model m\n`,
      {
        'pod.yaml': pod(
          '"4"',
          mount,
          '  volumes: [{ name: shm, emptyDir: { medium: Memory, sizeLimit: 16Gi } }]\n',
        ),
      },
      {
        'compose.yaml':
          'services:\n  llm:\n    image: vllm/vllm-openai:v0.11.0\n    shm_size: 16gb\n    command: ["--model", "m", "-tp", "2"]\n',
      },
    ],
  },
  check(context) {
    const { project, options } = context;
    for (const server of podServers(project, options)) checkPod(context, server);
    for (const server of composeServers(project, options)) {
      const { container } = server;
      if (['shm_size', 'ipc', 'tmpfs', 'extends', 'volumes'].some((key) => mentions(container, key)))
        continue;
      tell(context, server.run);
    }
    for (const run of engineRuns(project, options, 'vllm', 'sglang', 'tgi', 'tensorrt-llm')) {
      const words = run.located && dockerOptions(run.located);
      if (words && !words.some((word) => /^(--shm-size|--ipc)(=|$)|\/dev\/shm|\$/.test(word)))
        tell(context, run);
    }
  },
};

/** `volumes` counts where one of them is `/dev/shm`. */
const mentions = (container: Mapping, key: string): boolean =>
  key === 'volumes'
    ? JSON.stringify(container[key] ?? '').includes('/dev/shm')
    : container[key] !== undefined;

function tell(context: RuleContext, run: EngineRun | undefined): void {
  const needed = run && gpusNeeded(run);
  const place = needed && needed.count > 1 ? placeOf(needed.decisive) : undefined;
  if (place)
    context.report(
      place.path,
      place.range,
      `${needed!.count} ranks exchange their data over the container’s 64 MB of shared memory.`,
    );
}

function checkPod(context: RuleContext, { run, manifest, pod, podPath, container }: ServerContainer): void {
  if (pod.hostIPC === true) return;
  const name = listAt(container, ['volumeMounts']).find(
    (each) => isMapping(each) && each.mountPath === '/dev/shm',
  );
  if (!isMapping(name)) {
    tell(context, run);
    return;
  }
  const index = listAt(pod, ['volumes']).findIndex((each) => isMapping(each) && each.name === name.name);
  const directory = valueAt(pod, ['volumes', index, 'emptyDir']);
  if (index < 0 || !isMapping(directory)) return;
  const at = (...keys: string[]): Range | undefined =>
    manifest.rangeOf([...podPath, 'volumes', index, 'emptyDir', ...keys]);
  const [limit, memory] = [
    bytesOf(directory.sizeLimit),
    bytesOf(valueAt(container, ['resources', 'limits', 'memory'])),
  ];
  if (directory.medium !== 'Memory') {
    const range = at();
    if (range)
      context.report(manifest.file, range, 'Shared memory lies on the disk without `medium: Memory`.');
  } else if (limit !== undefined && memory !== undefined && limit > memory) {
    const range = at('sizeLimit');
    if (range)
      context.report(
        manifest.file,
        range,
        'Shared memory counts as memory of the container, whose limit is below this one.',
      );
  }
}
