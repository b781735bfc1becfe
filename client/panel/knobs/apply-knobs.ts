import type { Gpu, ModelArchitecture } from '../../../catalog/types.ts';
import type { Deployment } from '../../../deployment/deployment.ts';
import { byFlag, derived, type Traced } from '../../../deployment/traced.ts';
import { knobById } from './knob-list.ts';
import type { KnobId, Knobs } from './knobs.ts';

export interface Catalogue {
  readonly gpus: readonly Gpu[];
  readonly models: readonly ModelArchitecture[];
}

/** The deployment as it would be with these knobs; each value they change says which flag does the same. */
export function applyKnobs(deployment: Deployment, knobs: Knobs, catalogue: Catalogue): Deployment {
  const set = <T>(id: KnobId, value: T | undefined): Traced<T> | undefined =>
    value === undefined ? undefined : byFlag(value, knobById.get(id)!.flag);
  const gpu = catalogue.gpus.find((one) => one.name === knobs.gpu);
  const model = catalogue.models.find((one) => one.name === knobs.model);
  return {
    ...deployment,
    model: {
      ...deployment.model,
      ...given('name', set('model', model?.name)),
      ...given('architecture', set('model', model)),
    },
    precision: {
      ...deployment.precision,
      ...given('weights', set('weights', knobs.weights)),
      ...given('kvCache', set('kvCache', knobs.kvCache)),
    },
    parallelism: {
      ...deployment.parallelism,
      ...given('tensor', set('tensorParallel', knobs.tensorParallel)),
    },
    gpu: {
      ...deployment.gpu,
      ...given('model', set('gpu', gpu)),
      ...given('count', gpuCount(deployment, knobs.tensorParallel)),
    },
    limits: {
      ...deployment.limits,
      ...given('maxBatchSize', set('maxBatchSize', knobs.maxBatchSize)),
      ...given('maxNumTokens', set('maxNumTokens', knobs.maxNumTokens)),
    },
    kvCache: {
      ...deployment.kvCache,
      ...given('memoryFraction', set('memoryFraction', knobs.memoryFraction)),
    },
    batching: {
      ...deployment.batching,
      ...given('maxQueueDelay', set('maxQueueDelay', knobs.maxQueueDelay)),
    },
  };
}

/** Another split over GPUs needs another number of them. */
function gpuCount(deployment: Deployment, tensor: number | undefined): Traced<number> | undefined {
  if (tensor === undefined) return undefined;
  const pipeline = deployment.parallelism.pipeline?.value ?? 1;
  return derived(tensor * pipeline, `--tp ${tensor} × pipeline parallel ${pipeline}`);
}

function given<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, T>);
}
