import { covers } from '../../grammar/text.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { Deployment } from '../deployment.ts';
import { gpuNamed } from '../gpu-name.ts';
import { modelFrom } from '../model-name.ts';
import type { DeploymentParts } from '../parts.ts';
import type { Manifest } from '../project.ts';
import type { Traced } from '../traced.ts';
import { ManifestReader, type Path, pathTo } from './manifest-reader.ts';

/**
 * What operators keep beside a container rather than in a pod: a NIMService (apps.nvidia.com) below `spec`, a service of
 * a DynamoGraphDeployment (nvidia.com) below its name. `at` is where the command stands.
 */
export function readCustomResource(manifest: Manifest, at: number): DeploymentParts {
  const reader = new ManifestReader(manifest);
  if (manifest.kind === 'NIMService') return readNimService(reader);
  if (manifest.kind === 'InferenceService') return readPredictor(reader);
  if (manifest.kind === 'LLMInferenceService') return readPool(reader, manifest, at);
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
      ...gpuNamed(reader.text(at('nodeSelector', 'nvidia.com/gpu.product'))),
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
  return reader ? readPredictor(reader) : {};
}

/**
 * One pool of an LLMInferenceService: the decoding one stands at `spec`, the other at `spec.prefill`. A pod holds
 * `dataLocal` of the `data` ranks, so that there are as many pods as it takes for all.
 */
function readPool(reader: ManifestReader, manifest: Manifest, at: number): DeploymentParts {
  const prefill = manifest.rangeOf(['spec', 'prefill']);
  const pool: Path = prefill && covers(prefill, at) ? ['spec', 'prefill'] : ['spec'];
  const tensor = reader.number([...pool, 'parallelism', 'tensor']);
  const pipeline = reader.number([...pool, 'parallelism', 'pipeline']);
  const data = reader.number([...pool, 'parallelism', 'data']);
  const local = reader.number([...pool, 'parallelism', 'dataLocal']);
  const container = pathTo(manifest, at).findLast(({ value }) => 'resources' in value)?.path;
  const gpus = container && reader.number([...container, 'resources', 'limits', 'nvidia.com/gpu']);
  const pods = data && local && local.value > 0 ? Math.ceil(data.value / local.value) : 1;
  return {
    parallelism: { ...(tensor && { tensor }), ...(pipeline && { pipeline }), ...(data && { data }) },
    ...(gpus && pods > 1 && { gpu: { count: { value: gpus.value * pods, origin: gpus.origin } } }),
  };
}

function readPredictor(reader: ManifestReader): DeploymentParts {
  const gpus =
    reader.number([...predictor, 'model', 'resources', 'limits', 'nvidia.com/gpu']) ??
    reader.number([...predictor, 'model', 'resources', 'requests', 'nvidia.com/gpu']);
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
  const reader =
    runtime.kind === 'InferenceService' ? new ManifestReader(runtime) : serviceOf(runtime, manifests);
  const uri = reader?.text([...predictor, 'model', 'storageUri']);
  const name = uri && /^hf:\/\/([\w.-]+\/[\w.-]+)/.exec(uri.value)?.[1];
  return name && uri ? modelFrom({ value: name, origin: uri.origin }, files) : undefined;
}

/** Of an InferenceService whose runtime is at hand: the runtime says how the model is served, and stands for both. */
export const isServedByRuntime = (manifest: Manifest, manifests: readonly Manifest[]): boolean =>
  manifest.kind === 'InferenceService' &&
  manifests.some((runtime) => serviceOf(runtime, manifests)?.isOf(manifest));

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
