import type { PrefixCache } from './prefix/prefix-cache.ts';

/**
 * What the engine computes next, filled in by a scheduler and read by the loop. One object is reused for all steps.
 * A step may stand for many: `repeat` equal ones in which only contexts grow.
 */
export interface Step {
  /** Prompt tokens computed, padding included. */
  prefillTokens: number;
  /** Seconds of prefill attention. */
  prefillAttention: number;
  /** Seconds in which blocks of found prefixes are fetched from the host's memory, before the step. */
  fetching: number;
  /** Sequences that decode one token, padded rows of a static batch included. */
  decodes: number;
  /** Rows that are sampled. */
  sampled: number;
  /** Rows of requests that have their answer, computed once more because the step was planned before. */
  wastedRows: number;
  /** Rows beside those of requests that are computed for nobody: up to the next captured CUDA graph. */
  paddedRows: number;
  /** The step runs without a CUDA graph although it only decodes. */
  eager: boolean;
  /** Batch slots occupied, and those of requests that are not done yet. */
  rows: number;
  active: number;
  /** Unfinished requests that get a token after their first: their gap is this step's duration. */
  gaps: number;
  /** Tokens of context read by the decoding sequences, full and within the window, and their growth a step. */
  context: number;
  window: number;
  contextGrowth: number;
  windowGrowth: number;
  /** At most so many equal steps. */
  repeat: number;
  /** An arrival would change the next step, so equal steps end there. */
  untilArrival: boolean;
  /** Equal steps end when this moment is reached: a queue that opens with time. Infinity where there is none. */
  until: number;
}

/** Who runs in the next step. One implementation a batching kind; each cites the engine that it follows. */
export interface Scheduler {
  /** Decides the next step at `now`. False: nothing to run until `wakeAt()` or an arrival. */
  plan(now: number, step: Step): boolean;
  /** When an idle engine acts without an arrival: a queue delay that runs out. */
  wakeAt(): number;
  /** The planned step ran `steps` times and ended at `end`. */
  advance(steps: number, end: number): void;
  /** The client of a request gave up. */
  cancel(request: number, now: number): void;
  /** A step is planned when the one before it begins: it has only requests that had come by then. */
  readonly overlaps?: boolean;
  /** Requests in the engine. */
  readonly running: number;
  /** Share of the KV pool in use or reserved. */
  readonly kvUsed: number;
}

/** Where schedulers report what happened to a request. */
export interface Events {
  /** Started, or started again after a pre-emption; its slot is in the pool. */
  scheduled(request: number, time: number): void;
  firstToken(request: number, time: number): void;
  /** So many gaps between tokens that are not a step's duration: a pause for pre-emption, or for others' prompts. */
  gap(seconds: number, requests: number): void;
  preempted(request: number): void;
  /** Answered at `time` with so many tokens; its slot was free again at `released`. */
  finished(request: number, time: number, released: number, outputTokens: number): void;
  /** Refused: it can never run. */
  rejected(request: number, time: number): void;
  /** Its client gave up. */
  gaveUp(request: number, time: number): void;
  /** The engine has a prefix cache, which counts for itself. */
  reuses?(cache: PrefixCache): void;
}

/** The limits that decide who may run, in tokens and blocks, taken from the deployment once. */
export interface Limits {
  /** Requests that run at the same time, and of them those in one step. */
  readonly slots: number;
  readonly rows: number;
  /** Token budget of a step. */
  readonly stepTokens: number;
  readonly maxSeqLen: number;
  readonly chunkedPrefill: boolean;
  /** A prompt is cut at multiples of this; 1 where the engine cuts anywhere. */
  readonly chunkUnit: number;
  readonly blockTokens: number;
  readonly blocks: number;
  /** The KV cache keeps at most so many tokens of a sequence. */
  readonly keptTokens: number;
  /** Width of the attention window of windowed layers; infinite where there are none. */
  readonly window: number;
  prefillAttention(chunk: number, past: number): number;
  /** The next step is planned when a step begins, before its tokens are known; absent where after it. */
  readonly overlap?: Overlap;
}

export interface Overlap {
  /** Requests end with a stop token, which the planner cannot foresee: each is computed for one step more. */
  readonly wastedStep: boolean;
  /** Several steps are planned at once: who has its answer keeps its row and its blocks until the scheduler lets go. */
  readonly untilLetGo?: boolean;
}

export function emptyStep(): Step {
  return {
    prefillTokens: 0,
    prefillAttention: 0,
    fetching: 0,
    decodes: 0,
    sampled: 0,
    wastedRows: 0,
    paddedRows: 0,
    eager: false,
    rows: 0,
    active: 0,
    gaps: 0,
    context: 0,
    window: 0,
    contextGrowth: 0,
    windowGrowth: 0,
    repeat: 1,
    untilArrival: false,
    until: Number.POSITIVE_INFINITY,
  };
}
