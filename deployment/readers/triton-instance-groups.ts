import type { InstanceGroup } from '../triton-scheduling.ts';
import { integer, list, type Message, message } from './triton-message.ts';
import type { SchedulingSurroundings } from './triton-scheduling.ts';

const platforms: Readonly<Record<string, string>> = {
  tensorrt_plan: 'tensorrt',
  onnxruntime_onnx: 'onnxruntime',
};

export function backendOf(config: Message): string {
  if (typeof config.backend === 'string' && config.backend !== '') return config.backend;
  return platforms[String(config.platform ?? '')] ?? '';
}

/** The instance groups that take requests, as `NormalizeInstanceGroup` completes them. */
export function readGroups(
  config: Message,
  model: string,
  around: SchedulingSurroundings,
  assumptions: string[],
): InstanceGroup[] {
  const written = list(config.instance_group).map((group) => message(group)!);
  const blocks: readonly Message[] = written.length > 0 ? written : [{}];
  if (written.length === 0)
    assumptions.push(`no instance_group is set: one instance on ${gpuWords(around.gpus)}`);
  return blocks.flatMap((block, index) => {
    if (block.passive === true) return [];
    const own = typeof block.name === 'string' && block.name !== '' ? block.name : undefined;
    const named = own ?? (written.length > 0 ? `${model}_${index}` : model);
    const group = groupOf(block, named, config, around);
    if (written.length > 0 && group.kind === 'gpu' && list(block.gpus).length === 0)
      assumptions.push(`instance_group ${named} names no gpus: ${gpuWords(around.gpus)}`);
    return [group];
  });
}

const gpuWords = (gpus: number): string =>
  gpus === 1 ? 'one GPU (--gpus says how many there are)' : `${gpus} GPUs`;

function groupOf(
  group: Message,
  name: string,
  config: Message,
  around: SchedulingSurroundings,
): InstanceGroup {
  const kind = kindOf(group);
  const count = integer(group.count);
  const gpus = list(group.gpus).map(integer);
  const needs = message(group.rate_limiter);
  return {
    name,
    kind,
    count: count >= 1 ? count : defaultCount(kind, config),
    gpus: kind !== 'gpu' ? [] : gpus.length > 0 ? gpus : Array.from({ length: around.gpus }, (_, gpu) => gpu),
    ...(needs && {
      rateLimiter: {
        priority: integer(needs.priority),
        resources: list(needs.resources)
          .map((resource) => message(resource)!)
          .map((resource) => ({
            name: String(resource.name ?? ''),
            global: resource.global === true,
            count: integer(resource.count),
          })),
      },
    }),
  };
}

/** KIND_AUTO is a GPU where there is one, as there is here. */
function kindOf(group: Message): InstanceGroup['kind'] {
  if (group.kind === 'KIND_CPU' || group.kind === 2) return 'cpu';
  if (group.kind === 'KIND_MODEL' || group.kind === 3) return 'model';
  return 'gpu';
}

/** `SetDefaultInstanceCount`: two on the CPU for ONNX Runtime and TensorFlow, otherwise one. */
const defaultCount = (kind: InstanceGroup['kind'], config: Message): number =>
  kind === 'cpu' && ['onnxruntime', 'tensorflow'].includes(backendOf(config)) ? 2 : 1;
