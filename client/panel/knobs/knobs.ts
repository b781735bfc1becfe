import type { NumberFormat, WeightFormat } from '../../../deployment/deployment.ts';

/**
 * What the reader changed on the page; absent means as the files say. Seconds, tokens, requests per second.
 * Models and GPUs by their catalogue name, so that knobs survive a reload as plain JSON.
 */
export interface Knobs {
  readonly rate?: number;
  readonly promptTokens?: number;
  readonly outputTokens?: number;
  readonly seed?: number;
  readonly maxBatchSize?: number;
  readonly maxNumTokens?: number;
  readonly maxQueueDelay?: number;
  readonly maxSeqLen?: number;
  readonly memoryFraction?: number;
  readonly weights?: WeightFormat;
  readonly kvCache?: NumberFormat;
  readonly model?: string;
  readonly gpu?: string;
  readonly tensorParallel?: number;
}

export type KnobId = keyof Knobs;
export type KnobValue = number | string;

/** The same knobs with one of them set, or put back where `value` is undefined. */
export function withKnob(knobs: Knobs, id: KnobId, value: KnobValue | undefined): Knobs {
  const { [id]: _, ...others } = knobs;
  return value === undefined ? others : { ...others, [id]: value };
}
