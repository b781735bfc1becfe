import { covers } from '../../grammar/text.ts';
import { gpuNamed } from '../gpu-name.ts';
import { type DeploymentParts, mergeParts } from '../parts.ts';
import type { LocatedCommand, Manifest } from '../project.ts';
import type { Traced } from '../traced.ts';
import { readCustomResource, readInferenceService } from './custom-resources.ts';
import { ManifestReader, type Path, pathTo } from './manifest-reader.ts';

/** The workload whose pod runs a command: the document of the same file that the command stands in. */
export function manifestOf(found: LocatedCommand, manifests: readonly Manifest[]): Manifest | undefined {
  return manifests.find((manifest) => {
    const range = manifest.file === found.file ? manifest.rangeOf([]) : undefined;
    return range !== undefined && covers(range, found.command.range.start);
  });
}

/**
 * What the pod that runs a command and its neighbours say: the GPU by node label, how many, replicas, the autoscaler's
 * metric. `at` is where the command stands; without it the pod of a plain workload is meant.
 */
export function readWorkload(
  manifest: Manifest,
  manifests: readonly Manifest[],
  at?: number,
): DeploymentParts {
  const reader = new ManifestReader(manifest);
  const pod = podPath(manifest, at);
  const product =
    reader.text([...pod, 'nodeSelector', 'nvidia.com/gpu.product']) ??
    reader.text([...pod, 'nodeSelector', 'cloud.google.com/gke-accelerator']);
  const count = gpusOf(reader, manifest, pod, at);
  const replicas = replicasAround(reader, pod);
  return mergeParts(
    at === undefined ? {} : readCustomResource(manifest, at),
    {
      gpu: { ...gpuNamed(product), ...(count && { count }) },
      ...(replicas && { replicas }),
      ...readAutoscaler(manifest, manifests),
    },
    readInferenceService(manifest, manifests),
  );
}

/** A worker of a group of pods that serve one model together: its leader says the same. */
export function isGroupWorker(manifest: Manifest, at: number): boolean {
  const group = ['spec', 'leaderWorkerTemplate'] as const;
  const worker = manifest.rangeOf([...group, 'workerTemplate']);
  return (
    worker !== undefined && covers(worker, at) && manifest.rangeOf([...group, 'leaderTemplate']) !== undefined
  );
}

const plainPod: Path = ['spec', 'template', 'spec'];

/** The pod whose containers hold a place: what has `containers` there, however a kind nests it. */
export function podPath(manifest: Manifest, at: number | undefined): Path {
  if (at === undefined) return plainPod;
  const levels = pathTo(manifest, at);
  const pod = levels.findLast(
    ({ value }) => !Array.isArray(value) && Array.isArray((value as { containers?: unknown }).containers),
  );
  return pod?.path ?? plainPod;
}

/** GPUs of the container that runs the command, or of the only one that asks for any; those of a whole group of pods. */
function gpusOf(
  reader: ManifestReader,
  manifest: Manifest,
  pod: Path,
  at: number | undefined,
): Traced<number> | undefined {
  const containers = reader.value([...pod, 'containers']);
  if (!Array.isArray(containers)) return undefined;
  const counts = containers.map((_, index) => ({
    runs:
      at !== undefined &&
      covers(manifest.rangeOf([...pod, 'containers', index]) ?? { start: -1, end: -1 }, at),
    count:
      reader.number([...pod, 'containers', index, 'resources', 'limits', 'nvidia.com/gpu']) ??
      reader.number([...pod, 'containers', index, 'resources', 'requests', 'nvidia.com/gpu']),
  }));
  const count =
    counts.find(({ runs, count: own }) => runs && own)?.count ?? counts.find(({ count: any }) => any)?.count;
  const size = pod.includes('leaderWorkerTemplate')
    ? reader.number(['spec', 'leaderWorkerTemplate', 'size'])
    : undefined;
  return count && size ? { value: count.value * size.value, origin: count.origin } : count;
}

/** `replicas` of the nearest level around a pod that has any. */
function replicasAround(reader: ManifestReader, pod: Path): Traced<number> | undefined {
  for (let length = pod.length; length >= 1; length--) {
    const replicas = reader.number([...pod.slice(0, length), 'replicas']);
    if (replicas) return replicas;
  }
  return undefined;
}

function readAutoscaler(target: Manifest, manifests: readonly Manifest[]): DeploymentParts {
  const scaler = manifests.find((manifest) => {
    if (manifest.kind !== 'HorizontalPodAutoscaler') return false;
    const reader = new ManifestReader(manifest);
    return (
      reader.value(['spec', 'scaleTargetRef', 'name']) === target.name &&
      reader.value(['spec', 'scaleTargetRef', 'kind']) === target.kind
    );
  });
  if (!scaler) return {};
  const reader = new ManifestReader(scaler);
  const metric =
    reader.text(['spec', 'metrics', 0, 'pods', 'metric', 'name']) ??
    reader.text(['spec', 'metrics', 0, 'object', 'metric', 'name']) ??
    reader.text(['spec', 'metrics', 0, 'external', 'metric', 'name']) ??
    reader.text(['spec', 'metrics', 0, 'resource', 'name']);
  const minReplicas = reader.number(['spec', 'minReplicas']);
  const maxReplicas = reader.number(['spec', 'maxReplicas']);
  return {
    autoscaling: {
      ...(metric && { metric }),
      ...(minReplicas && { minReplicas }),
      ...(maxReplicas && { maxReplicas }),
    },
  };
}
