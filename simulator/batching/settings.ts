import type { ChunkingPolicy, QueueOrder } from '../../deployment/deployment.ts';

/** What a deployment says of its engine's scheduler; what it leaves out is the release's default. */
export interface VllmScheduling {
  /** A step takes at most so many tokens of one prompt; 0: as many as it has room for. In V0 a longer one is long. */
  readonly longPrefillTokens?: number;
  /** A prompt starts only when all of it has room, not its first chunk alone. V1. */
  readonly wholePromptFits?: boolean;
  /** Share of all blocks that an admission leaves free while others run. V1. */
  readonly watermark?: number;
  /** Prompts wait until the oldest has waited so many times the last prompt step. V0. */
  readonly delayFactor?: number;
  /** Who is sent back is computed anew, or kept in host memory. V0. */
  readonly preemption?: 'recompute' | 'swap';
  /** A step is planned when the one before it begins. V1. */
  readonly overlap?: boolean;
  /** Requests end with a stop token and not with max_tokens: each is computed a step too long where steps overlap. */
  readonly endsUnforeseen?: boolean;
  /** Decode steps that are planned at once. V0. */
  readonly stepsAtOnce?: number;
  /** Prompts that may be computed in part at the same time, and long ones among them. V0. */
  readonly partialPrefills?: number;
  readonly longPartialPrefills?: number;
  /** Host memory of each rank for requests that are swapped out. V0. */
  readonly swapBytes?: number;
}

export interface TensorrtLlmScheduling {
  /** Who of several prompts that do not fit a step is computed. */
  readonly chunking?: ChunkingPolicy;
  /** A step is planned when the one before it begins. PyTorch backend. */
  readonly overlap?: boolean;
  /** Requests end with a stop token and not with max_tokens: the overlap scheduler computes each a step too long. */
  readonly endsUnforeseen?: boolean;
  /** Blocks that only begin alike are used too. */
  readonly partialReuse?: boolean;
  /** Blocks come back from the host's memory; otherwise none goes there. */
  readonly onboards?: boolean;
  /** The least urgent blocks that go to the host's memory. */
  readonly hostPriority?: number;
  /** The batch is kept to what the KV cache holds of requests as long as the last ones. TensorRT engines. */
  readonly dynamicBatch?: DynamicBatch;
}

export interface DynamicBatch {
  readonly batchSize: boolean;
  readonly maxNumTokens: boolean;
  /** Requests whose lengths are averaged. */
  readonly window: number;
}

export interface SglangScheduling {
  /** Prompt tokens of one prefill step, of which the first prompt alone may be longer. */
  readonly maxPrefillTokens?: number;
  /** Decoding requests join prefill steps instead of waiting for them. */
  readonly mixedChunk?: boolean;
  /** A step is planned when the one before it begins. */
  readonly overlap?: boolean;
  /** In which order who waits is tried. */
  readonly order?: QueueOrder;
  /** By how much more memory is kept free for running requests. */
  readonly conservativeness?: number;
}

export interface TgiScheduling {
  /** New requests join when they are so many times those that run. */
  readonly waitingServedRatio?: number;
  /** Or when so many tokens were generated since the last ones joined. */
  readonly maxWaitingTokens?: number;
}
