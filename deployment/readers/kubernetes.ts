import { findGpu } from '../../catalog/gpus.ts';
import { covers } from '../../grammar/text.ts';
import type { DeploymentParts } from '../parts.ts';
import type { LocatedCommand, Manifest } from '../project.ts';
import { inFile, type Traced } from '../traced.ts';

type Path = readonly (string | number)[];

/** The workload whose pod runs a command: the document of the same file that the command stands in. */
export function manifestOf(found: LocatedCommand, manifests: readonly Manifest[]): Manifest | undefined {
  return manifests.find((manifest) => {
    const range = manifest.file === found.file ? manifest.rangeOf([]) : undefined;
    return range !== undefined && covers(range, found.command.range.start);
  });
}

/** What the pod and its neighbours say: the GPU by node label, how many, replicas, the autoscaler's metric. */
export function readWorkload(manifest: Manifest, manifests: readonly Manifest[]): DeploymentParts {
  const reader = new ManifestReader(manifest);
  const pod: Path = ['spec', 'template', 'spec'];
  const product =
    reader.text([...pod, 'nodeSelector', 'nvidia.com/gpu.product']) ??
    reader.text([...pod, 'nodeSelector', 'cloud.google.com/gke-accelerator']);
  const containers = reader.value([...pod, 'containers']);
  const count = Array.isArray(containers)
    ? containers
        .map((_, index) =>
          reader.number([...pod, 'containers', index, 'resources', 'limits', 'nvidia.com/gpu']),
        )
        .find((found) => found !== undefined)
    : undefined;
  const gpu = product && findGpu(product.value);
  const replicas = reader.number(['spec', 'replicas']);
  return {
    gpu: {
      ...(product && gpu?.kind === 'found' && { model: { value: gpu.item, origin: product.origin } }),
      ...(count && { count }),
    },
    ...(replicas && { replicas }),
    ...readAutoscaler(manifest, manifests),
  };
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

class ManifestReader {
  constructor(private readonly manifest: Manifest) {}

  value(path: Path): unknown {
    let at: unknown = this.manifest.value;
    for (const key of path) {
      if (typeof at !== 'object' || at === null) return undefined;
      at = (at as Record<string | number, unknown>)[key];
    }
    return at;
  }

  text(path: Path): Traced<string> | undefined {
    const value = this.value(path);
    const range = this.manifest.rangeOf(path);
    return typeof value === 'string' && range ? inFile(value, this.manifest.file.path, range) : undefined;
  }

  /** A number, or a text that is one: both are quantities to Kubernetes. */
  number(path: Path): Traced<number> | undefined {
    const value = this.value(path);
    const range = this.manifest.rangeOf(path);
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) && range
      ? inFile(number, this.manifest.file.path, range)
      : undefined;
  }
}
