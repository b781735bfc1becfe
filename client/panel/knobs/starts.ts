import type { Deployment } from '../../../deployment/deployment.ts';
import { byDefault, type Origin, type Traced } from '../../../deployment/traced.ts';
import type { Assumption, EngineSpec } from '../../../simulator/spec.ts';
import type { Workload } from '../../../simulator/workload/workload.ts';
import { middleOf } from './apply-to-workload.ts';
import type { KnobId, KnobValue } from './knobs.ts';

/** What a knob stands at before it is touched, and who says so. */
export interface KnobStart {
  readonly value: KnobValue;
  readonly origin: Origin;
  /** Nobody said it: why this was assumed. */
  readonly because?: string;
}

/** What the knobs start from: the files' deployment, and what was assumed where the files say nothing. */
export interface StartValues {
  readonly deployment: Deployment;
  /** With what the reader chose in place of what is missing; absent while too little is known to simulate. */
  readonly spec?: EngineSpec;
  readonly assumptions?: readonly Assumption[];
  readonly workload?: Workload;
}

/** The start of a knob; undefined where nobody says and nothing can be assumed. */
export function startOf(id: KnobId, starts: StartValues): KnobStart | undefined {
  const { deployment, spec, workload } = starts;
  const { limits, precision, kvCache, parallelism, gpu, model, batching } = deployment;
  const read = <T>(
    said: Traced<T> | undefined,
    assumed: KnobValue | undefined,
    word: (value: T) => KnobValue,
  ) => {
    if (said) return { value: word(said.value), origin: said.origin };
    return assumed === undefined ? undefined : { value: assumed, ...assumptionFor(id, starts) };
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
    case 'maxSeqLen':
      return read(limits.maxSeqLen, spec?.maxSeqLen, plain);
    case 'memoryFraction':
      return read(kvCache.memoryFraction, spec?.memoryFraction, plain);
    case 'weights':
      return read(precision.weights, undefined, plain);
    case 'kvCache':
      return read(precision.kvCache, spec?.kvFormat, plain);
    case 'gpu':
      return read(gpu.model, undefined, (card) => card.name);
    case 'tensorParallel':
      return read(parallelism.tensor, spec?.tensorParallel, plain);
    case 'model':
      return read(model.architecture, undefined, (architecture) => architecture.name);
  }
}

/** How `specOf` calls the assumption behind a knob, for either family of engines. */
const assumedAs: Partial<Record<KnobId, readonly string[]>> = {
  maxBatchSize: ['max_batch_size'],
  maxNumTokens: ['max_num_tokens'],
  maxQueueDelay: ['max_queue_delay'],
  maxSeqLen: ['max_seq_len'],
  memoryFraction: ['KV share of free memory', 'GPU memory utilisation'],
  kvCache: ['KV cache format'],
  tensorParallel: ['tensor parallelism'],
};

function assumptionFor(id: KnobId, { assumptions = [] }: StartValues): Pick<KnobStart, 'origin' | 'because'> {
  const found = assumptions.find(({ what }) => assumedAs[id]?.includes(what));
  const because = found?.because ?? 'the files do not say';
  return { origin: { kind: 'derived', from: because }, because };
}

const ours = (value: KnobValue): KnobStart => byDefault(value, 'Batchwise');
