import type { Deployment } from '../../../deployment/deployment.ts';
import { byDefault, type Origin, type Traced } from '../../../deployment/traced.ts';
import type { EngineSpec } from '../../../simulator/spec.ts';
import type { Workload } from '../../../simulator/workload/workload.ts';
import { middleOf } from './apply-to-workload.ts';
import type { KnobId, KnobValue } from './knobs.ts';

/** What a knob stands at before it is touched, and who says so. */
export interface KnobStart {
  readonly value: KnobValue;
  readonly origin: Origin;
}

/** What the knobs start from: the files' deployment, and what was assumed where the files say nothing. */
export interface StartValues {
  readonly deployment: Deployment;
  /** Absent where too little is known to simulate. */
  readonly spec?: EngineSpec;
  readonly workload?: Workload;
}

/** The start of a knob; undefined where nobody says and nothing can be assumed. */
export function startOf(id: KnobId, { deployment, spec, workload }: StartValues): KnobStart | undefined {
  const { limits, precision, kvCache, parallelism, gpu, model, batching } = deployment;
  const read = <T>(
    said: Traced<T> | undefined,
    assumed: KnobValue | undefined,
    word: (value: T) => KnobValue,
  ) => {
    if (said) return { value: word(said.value), origin: said.origin };
    return assumed === undefined ? undefined : { value: assumed, origin: assumption };
  };
  const plain = (value: KnobValue) => value;
  switch (id) {
    case 'rate':
      return workload && 'rate' in workload.arrivals ? ours(workload.arrivals.rate) : undefined;
    case 'promptTokens':
      return workload && ours(middleOf(workload.prompt));
    case 'outputTokens':
      return workload && ours(middleOf(workload.output));
    case 'seed':
      return workload && ours(workload.seed);
    case 'maxBatchSize':
      return read(limits.maxBatchSize, spec?.maxBatchSize, plain);
    case 'maxNumTokens':
      return read(limits.maxNumTokens, spec?.maxNumTokens, plain);
    case 'maxQueueDelay':
      return read(batching.maxQueueDelay, spec?.batching.maxQueueDelay, plain);
    case 'memoryFraction':
      return read(kvCache.memoryFraction, spec?.memoryFraction, plain);
    case 'weights':
      return read(precision.weights, spec?.weights, plain);
    case 'kvCache':
      return read(precision.kvCache, spec?.kvFormat, plain);
    case 'gpu':
      return read(gpu.model, spec?.gpu.name, (card) => card.name);
    case 'tensorParallel':
      return read(parallelism.tensor, spec?.tensorParallel, plain);
    case 'model':
      return read(model.architecture, spec?.model.name, (architecture) => architecture.name);
  }
}

/** What `specOf` filled in; the list of assumptions on the page has the reason for each. */
const assumption: Origin = { kind: 'derived', from: 'an assumption listed below' };

const ours = (value: KnobValue): KnobStart => byDefault(value, 'Batchwise’s workload');
