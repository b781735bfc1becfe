import { type NumberFormat, weightFormats } from '../../../deployment/deployment.ts';
import type { KnobId } from './knobs.ts';
import { logarithmicStops, powersOfTwo } from './stops.ts';

interface KnobBase {
  readonly id: KnobId;
  readonly label: string;
  /** The flag of `batchwise simulate` that does the same. */
  readonly flag: string;
  readonly group: KnobGroup;
  /** One sentence for the hover: what turning it does. */
  readonly help: string;
}

/** A slider with a field beside it. The slider snaps to `stops`; the field takes any value in `range`. */
export interface NumberKnob extends KnobBase {
  readonly kind: 'number';
  readonly unit: string;
  /** Shown and typed is the value times this: a delay in seconds is typed in milliseconds. */
  readonly shownPer: number;
  readonly integer: boolean;
  readonly stops: readonly number[];
  readonly range: readonly [number, number];
}

/** One of a few values; `options` is absent where the catalogue has them. */
export interface ChoiceKnob extends KnobBase {
  readonly kind: 'choice';
  readonly options: readonly (string | number)[] | 'gpus' | 'models';
}

export type Knob = NumberKnob | ChoiceKnob;

export const knobGroups = ['Load', 'Batching', 'Memory', 'Hardware'] as const;
export type KnobGroup = (typeof knobGroups)[number];

const kvFormats: readonly NumberFormat[] = ['bf16', 'fp16', 'fp8', 'int8'];

const number = { kind: 'number', unit: '', shownPer: 1, integer: true } as const;

/** Every knob of the page, in the order in which it shows them. */
export const knobList: readonly Knob[] = [
  {
    ...number,
    id: 'rate',
    label: 'Arrival rate',
    flag: '--rate',
    group: 'Load',
    unit: 'req/s',
    integer: false,
    stops: logarithmicStops(0.1, 500),
    range: [0.001, 100_000],
    help: 'Requests per second, arriving at random (Poisson).',
  },
  {
    ...number,
    id: 'promptTokens',
    label: 'Prompt length',
    flag: '--isl',
    group: 'Load',
    unit: 'tokens',
    stops: logarithmicStops(16, 32_768),
    range: [1, 10_000_000],
    help: 'Tokens in a prompt. Prefill works through all of them before the first answer token.',
  },
  {
    ...number,
    id: 'outputTokens',
    label: 'Output length',
    flag: '--osl',
    group: 'Load',
    unit: 'tokens',
    stops: logarithmicStops(1, 8_192),
    range: [1, 10_000_000],
    help: 'Tokens in an answer, made one a step.',
  },
  {
    ...number,
    id: 'seed',
    label: 'Seed',
    flag: '--seed',
    group: 'Load',
    stops: Array.from({ length: 33 }, (_, seed) => seed),
    range: [0, 2 ** 31 - 1],
    help: 'Another seed draws other arrivals and lengths: turn it to see what is chance.',
  },
  {
    ...number,
    id: 'maxBatchSize',
    label: 'Max batch size',
    flag: '--max-batch-size',
    group: 'Batching',
    unit: 'slots',
    stops: powersOfTwo(1, 2_048),
    range: [1, 65_536],
    help: 'How many requests may run at once: the number of slots.',
  },
  {
    ...number,
    id: 'maxNumTokens',
    label: 'Max tokens per step',
    flag: '--max-num-tokens',
    group: 'Batching',
    unit: 'tokens',
    stops: powersOfTwo(128, 65_536),
    range: [1, 10_000_000],
    help: 'How many tokens one step may work on, prompts and answers together.',
  },
  {
    ...number,
    id: 'maxQueueDelay',
    label: 'Queue delay',
    flag: '--max-queue-delay-us',
    group: 'Batching',
    unit: 'ms',
    shownPer: 1_000,
    integer: false,
    stops: [0, ...logarithmicStops(0.0001, 10)],
    range: [0, 3_600],
    help: "Triton's dynamic batcher waits this long for a fuller batch. Only the dynamic column feels it.",
  },
  {
    ...number,
    id: 'maxSeqLen',
    label: 'Max sequence length',
    flag: '--max-seq-len',
    group: 'Memory',
    unit: 'tokens',
    stops: powersOfTwo(256, 1_048_576),
    range: [1, 100_000_000],
    help: 'The longest request, prompt and answer together. The KV cache has to hold at least one of them.',
  },
  {
    ...number,
    id: 'memoryFraction',
    label: 'KV memory fraction',
    flag: '--memory-fraction',
    group: 'Memory',
    unit: '%',
    shownPer: 100,
    integer: false,
    stops: Array.from({ length: 99 }, (_, i) => (i + 1) / 100),
    range: [0.01, 1],
    help: 'TensorRT-LLM: share of the memory left after loading that the KV cache takes. vLLM: share of all memory, weights included.',
  },
  {
    kind: 'choice',
    id: 'weights',
    label: 'Weights',
    flag: '--weights',
    group: 'Memory',
    options: weightFormats,
    help: 'How weights are stored. Fewer bytes make decode steps shorter and leave more room for the KV cache.',
  },
  {
    kind: 'choice',
    id: 'kvCache',
    label: 'KV cache',
    flag: '--kv-dtype',
    group: 'Memory',
    options: kvFormats,
    help: 'How keys and values are stored. Half the bytes hold twice the tokens.',
  },
  {
    kind: 'choice',
    id: 'gpu',
    label: 'GPU',
    flag: '--gpu',
    group: 'Hardware',
    options: 'gpus',
    help: 'The GPU model, from the catalogue.',
  },
  {
    kind: 'choice',
    id: 'tensorParallel',
    label: 'Tensor parallel',
    flag: '--tp',
    group: 'Hardware',
    options: [1, 2, 4, 8, 16],
    help: 'GPUs that share each layer.',
  },
  {
    kind: 'choice',
    id: 'model',
    label: 'Model',
    flag: '--model',
    group: 'Hardware',
    options: 'models',
    help: 'The model architecture, from the catalogue.',
  },
];

export const knobById: ReadonlyMap<KnobId, Knob> = new Map(knobList.map((knob) => [knob.id, knob]));
