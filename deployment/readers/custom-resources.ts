import { findGpu } from '../../catalog/gpus.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { Deployment } from '../deployment.ts';
import { modelFrom } from '../model-name.ts';
import type { DeploymentParts } from '../parts.ts';
import type { Manifest } from '../project.ts';
import type { Traced } from '../traced.ts';
import { ManifestReader, type Path, pathTo } from './manifest-reader.ts';

/** The GPU that a label of a node names. */
export function gpuOf(product: Traced<string> | undefined): DeploymentParts['gpu'] {
  const found = product && findGpu(product.value);
  return product && found?.kind === 'found' ? { model: { value: found.item, origin: product.origin } } : {};
}

/**
 * What operators keep beside a container rather than in a pod: a NIMService (apps.nvidia.com) below `spec`, a service of
 * a DynamoGraphDeployment (nvidia.com) below its name. `at` is where the command stands.
 */
export function readCustomResource(manifest: Manifest, at: number): DeploymentParts {
  const reader = new ManifestReader(manifest);
  if (manifest.kind === 'NIMService') return readNimService(reader);
  if (manifest.kind !== 'DynamoGraphDeployment') return {};
  const service = pathTo(manifest, at).findLast(({ value }) => 'extraPodSpec' in value)?.path;
  if (!service) return {};
  const nodes = reader.number([...service, 'multinode', 'nodeCount']);
  const gpus = reader.number([...service, 'resources', 'limits', 'gpu']);
  const replicas = reader.number([...service, 'replicas']);
  return {
    ...(gpus && { gpu: { count: times(gpus, nodes) } }),
    ...(replicas && { replicas }),
  };
}

function readNimService(reader: ManifestReader): DeploymentParts {
  const at = (...path: Path): Path => ['spec', ...path];
  const gpus =
    reader.number(at('resources', 'limits', 'nvidia.com/gpu')) ??
    reader.number(at('resources', 'requests', 'nvidia.com/gpu'));
  const tensor = reader.number(at('multiNode', 'parallelism', 'tensor'));
  const pipeline = reader.number(at('multiNode', 'parallelism', 'pipeline'));
  const replicas = reader.number(at('replicas'));
  const scale = reader.value(at('scale', 'enabled')) === true;
  const metric = reader.text(at('scale', 'hpa', 'metrics', 0, 'object', 'metric', 'name'));
  const minReplicas = reader.number(at('scale', 'hpa', 'minReplicas'));
  const maxReplicas = reader.number(at('scale', 'hpa', 'maxReplicas'));
  return {
    gpu: {
      ...gpuOf(reader.text(at('nodeSelector', 'nvidia.com/gpu.product'))),
      // A stage of the pipeline is a pod of its own.
      ...(gpus && { count: times(gpus, pipeline) }),
    },
    parallelism: { ...(tensor && { tensor }), ...(pipeline && { pipeline }) },
    ...(replicas && { replicas }),
    ...(scale && {
      autoscaling: {
        ...(metric && { metric }),
        ...(minReplicas && { minReplicas }),
        ...(maxReplicas && { maxReplicas }),
      },
    }),
  };
}

const predictor: Path = ['spec', 'predictor'];

/**
 * GPUs and replicas of a KServe runtime: what the one InferenceService that names it asks for. One that adds arguments
 * or variables of its own is left alone.
 */
export function readInferenceService(runtime: Manifest, manifests: readonly Manifest[]): DeploymentParts {
  const reader = serviceOf(runtime, manifests);
  if (!reader) return {};
  const gpus = reader.number([...predictor, 'model', 'resources', 'limits', 'nvidia.com/gpu']);
  const minReplicas = reader.number([...predictor, 'minReplicas']);
  const maxReplicas = reader.number([...predictor, 'maxReplicas']);
  return {
    ...(gpus && { gpu: { count: gpus } }),
    ...((minReplicas || maxReplicas) && {
      autoscaling: { ...(minReplicas && { minReplicas }), ...(maxReplicas && { maxReplicas }) },
    }),
  };
}

/** The model that a KServe runtime finds at `/mnt/models`, where its InferenceService fetches it from Hugging Face. */
export function servedModel(
  runtime: Manifest,
  manifests: readonly Manifest[],
  files: readonly SourceFile[],
): Deployment['model'] | undefined {
  const uri = serviceOf(runtime, manifests)?.text([...predictor, 'model', 'storageUri']);
  const name = uri && /^hf:\/\/([\w.-]+\/[\w.-]+)/.exec(uri.value)?.[1];
  return name && uri ? modelFrom({ value: name, origin: uri.origin }, files) : undefined;
}

/** The one InferenceService that names a runtime, where the runtime alone says how the server is started. */
function serviceOf(runtime: Manifest, manifests: readonly Manifest[]): ManifestReader | undefined {
  if (!/^(Cluster)?ServingRuntime$/.test(runtime.kind ?? '') || runtime.name === undefined) return undefined;
  const services = manifests
    .filter(({ kind }) => kind === 'InferenceService')
    .map((manifest) => new ManifestReader(manifest))
    .filter((reader) => reader.value([...predictor, 'model', 'runtime']) === runtime.name);
  const [only] = services;
  const adds = only?.value([...predictor, 'model', 'args']) ?? only?.value([...predictor, 'model', 'env']);
  return services.length === 1 && !adds ? only : undefined;
}

const times = (count: Traced<number>, by: Traced<number> | undefined): Traced<number> =>
  by ? { value: count.value * by.value, origin: count.origin } : count;
