import { folderOf, isInside } from '../../deployment/paths.ts';
import type { LocatedCommand, Project } from '../../deployment/project.ts';
import { manifestOf, readWorkload } from '../../deployment/readers/kubernetes.ts';
import { programName } from '../../grammar/command.ts';
import type { Range } from '../../grammar/text.ts';
import type { ModelConfig } from './model-config.ts';

/** How many GPUs the server of a model sees, numbered from 0, and where that is said. */
export interface GpuCount {
  readonly count: number;
  readonly path: string;
  readonly range: Range;
  /** As a clause: `the container gets 2 GPUs`. */
  readonly because: string;
}

/**
 * The GPUs of the machine that a model is served on: by a `# batchwise: gpus=…` line of its folder or the one above,
 * else by the commands around its repository that start Triton. Undefined where they do not say it, or differ.
 */
export function gpuCountFor(config: ModelConfig, project: Project): GpuCount | undefined {
  const home = folderOf(config.repository ?? folderOf(config.file.path));
  const said = project.directives.filter(
    ({ key, file }) => key === 'gpus' && (file === config.file || isInside(file.path, home)),
  );
  const found =
    said.length > 0 ? said.map(fromDirective) : serversAround(home, project).map(countOf(project));
  const counts = new Set(found.map((one) => one?.count));
  return counts.size === 1 ? found[0] : undefined;
}

function fromDirective({ value: { value, origin } }: Project['directives'][number]): GpuCount | undefined {
  const count = /^\d+$/.test(value) ? Number(value) : undefined;
  if (count === undefined || origin.kind !== 'file') return undefined;
  return { count, path: origin.path, range: origin.range, because: `the machine has ${gpus(count)}` };
}

const serversAround = (home: string, project: Project): LocatedCommand[] =>
  project.commands.filter(
    ({ file, command }) => isInside(file.path, home) && programName(command) === 'tritonserver',
  );

const countOf =
  (project: Project) =>
  (located: LocatedCommand): GpuCount | undefined =>
    devicesOf(located) ?? ofPod(located, project);

/** The GPUs that a command leaves its program by itself, without the pod around it. */
export const devicesOf = (located: LocatedCommand): GpuCount | undefined =>
  visibleDevices(located) ?? ofContainer(located);

/** `CUDA_VISIBLE_DEVICES=6,7` leaves two, which are then 0 and 1. */
function visibleDevices({ file, command }: LocatedCommand): GpuCount | undefined {
  const word = command.env.CUDA_VISIBLE_DEVICES;
  if (word?.value === undefined) return undefined;
  const ids = word.value.split(',').map((one) => one.trim());
  const end = ids.findIndex((one) => !/^(\d+|GPU-[\w-]+|MIG-[\w/-]+)$/.test(one));
  const count = end < 0 ? ids.length : end;
  return { count, path: file.path, range: word.range, because: `CUDA_VISIBLE_DEVICES leaves ${gpus(count)}` };
}

/** `docker run --gpus 2`, `--gpus '"device=0,1"'`; `all` says nothing. */
function ofContainer({ file, command }: LocatedCommand): GpuCount | undefined {
  const words = command.prefix;
  for (const [index, word] of words.entries()) {
    const value =
      words[index - 1]?.value === '--gpus' ? word.value : /^--gpus=(.*)$/s.exec(word.value ?? '')?.[1];
    if (value === undefined) continue;
    const plain = value.replaceAll(/["']/g, '');
    const count = /^\d+$/.test(plain)
      ? Number(plain)
      : /^device=[\w-]+(,[\w-]+)*$/.test(plain)
        ? plain.split(',').length
        : undefined;
    return count === undefined
      ? undefined
      : { count, path: file.path, range: word.range, because: `the container gets ${gpus(count)}` };
  }
  return undefined;
}

function ofPod(located: LocatedCommand, project: Project): GpuCount | undefined {
  const manifest = manifestOf(located, project.manifests);
  const count = manifest && readWorkload(manifest, project.manifests).gpu?.count;
  return count?.origin.kind === 'file'
    ? {
        count: count.value,
        path: count.origin.path,
        range: count.origin.range,
        because: `the pod gets ${gpus(count.value)}`,
      }
    : undefined;
}

const gpus = (count: number): string => (count === 1 ? 'one GPU' : `${count === 0 ? 'no' : count} GPUs`);
