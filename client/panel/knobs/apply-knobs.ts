import type { Gpu, ModelArchitecture } from '../../../catalog/types.ts';
import type { Deployment } from '../../../deployment/deployment.ts';
import { applySettings, type Settings } from '../../../deployment/overrides.ts';
import { derived } from '../../../deployment/traced.ts';
import type { Knobs } from './knobs.ts';

export interface Catalogue {
  readonly gpus: readonly Gpu[];
  readonly models: readonly ModelArchitecture[];
}

/**
 * The deployment as it would be with these knobs; each value they change says which flag does the same. A knob is
 * applied as its flag is, so that the page and a terminal agree.
 */
export function applyKnobs(deployment: Deployment, knobs: Knobs, catalogue: Catalogue): Deployment {
  const settings = settingsOf(knobs, catalogue);
  if (Object.keys(settings).length === 0) return deployment;
  const turned = applySettings(deployment, settings);
  const { tensorParallel: tensor } = knobs;
  if (tensor === undefined) return turned;
  // Another split needs another number of GPUs.
  const pipeline = turned.parallelism.pipeline?.value ?? 1;
  const count = derived(tensor * pipeline, `tensor parallel ${tensor} × pipeline parallel ${pipeline}`);
  return { ...turned, gpu: { ...turned.gpu, count } };
}

/** What the knobs say in the words of the flags; names that the catalogue does not have are left out. */
function settingsOf(knobs: Knobs, catalogue: Catalogue): Settings {
  const gpu = catalogue.gpus.find(({ name }) => name === knobs.gpu);
  const model = catalogue.models.find(({ name }) => name === knobs.model);
  return present({
    gpu,
    architecture: model,
    modelName: model?.name,
    weights: knobs.weights,
    kvFormat: knobs.kvCache,
    tensorParallel: knobs.tensorParallel,
    maxBatchSize: knobs.maxBatchSize,
    maxNumTokens: knobs.maxNumTokens,
    maxSeqLen: knobs.maxSeqLen,
    memoryFraction: knobs.memoryFraction,
    maxQueueDelay: knobs.maxQueueDelay,
  });
}

/** The same object without its undefined fields. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
