import type { BatchingKind } from '../deployment/deployment.ts';
import type { MemoryBreakdown } from './memory/breakdown.ts';
import type { Goodput } from './report/service-level.ts';
import type { TimeSpent } from './report/time-spent.ts';

/** Seconds. Not a number where no request was completed. */
export interface Distribution {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
}

/** One row a request, as columns; times in seconds from the start, NaN where a request was rejected. */
export interface RequestTable {
  readonly count: number;
  readonly arrived: Float64Array;
  readonly scheduled: Float64Array;
  readonly firstToken: Float64Array;
  readonly finished: Float64Array;
  readonly promptTokens: Int32Array;
  readonly outputTokens: Int32Array;
  readonly cachedTokens: Int32Array;
  readonly preemptions: Int32Array;
  /** The batch slot that served it, -1 where rejected: the row of the slot picture. */
  readonly slot: Int32Array;
  /** When its slot was free again: for a static batch that is when the whole batch was done. */
  readonly released: Float64Array;
}

/** What held over a stretch of simulated time; at most a few thousand points, thinned evenly in time. */
export interface OccupancySeries {
  readonly time: Float64Array;
  readonly running: Float64Array;
  readonly waiting: Float64Array;
  /** Share of the KV pool in use or reserved, 0 to 1. */
  readonly kvUsed: Float64Array;
}

/** `null` where no measured row like this one has been scored; `evidence` says so. Factors around the prediction. */
export interface ErrorBand {
  readonly ttft: readonly [number, number] | null;
  readonly tpot: readonly [number, number] | null;
  /** Of requests and tokens per second. */
  readonly throughput?: readonly [number, number] | null;
  readonly evidence: string;
}

/** What a run comes to, without a row for each request. */
export interface Totals {
  readonly batching: BatchingKind;
  readonly memory: MemoryBreakdown;
  readonly ttft: Distribution;
  readonly tpot: Distribution;
  readonly itl: Distribution;
  readonly e2e: Distribution;
  /** Between coming to the engine and starting. */
  readonly queue: Distribution;
  /** Requests of the workload. */
  readonly count: number;
  /** Simulated seconds from the first arrival to the last answer. */
  readonly duration: number;
  readonly requestsPerSecond: number;
  readonly outputTokensPerSecond: number;
  readonly totalTokensPerSecond: number;
  readonly completed: number;
  readonly rejected: number;
  /** Given up by their clients; counted among the rejected. */
  readonly timedOut: number;
  readonly preemptions: number;
  /** Prompt tokens of answered requests, and those of them that were found in the prefix cache. */
  readonly promptTokens: number;
  readonly cachedTokens: number;
  /** The same as a share of their prompt tokens, 0 to 1; not a number where nobody was answered. */
  readonly cacheHitRate: number;
  /** Blocks of the prefix cache whose content was lost to make room, and those fetched back from the host's memory. */
  readonly cacheEvictions: number;
  readonly hostFetchedBlocks: number;
  /** The queue grew until the end: latencies depend on how long one looks. */
  readonly saturated: boolean;
  /** Of all slot-seconds of running batches, the share spent on requests that were not yet done. */
  readonly usefulSlotShare: number;
  /** Of all rows computed, the share that padded a batch to the next captured CUDA graph. */
  readonly paddedRowShare: number;
  /** Mean number of unfinished requests while a step runs, by time. */
  readonly meanBatch: number;
  readonly largestBatch: number;
  /** Share of the KV pool in use or reserved while steps run, by time, as they begin. */
  readonly kvUsed: { readonly mean: number; readonly most: number };
  /** Share of the time in which a step runs. */
  readonly busy: number;
  readonly steps: number;
  readonly spent: TimeSpent;
  /** Absent where nothing was promised. */
  readonly goodput?: Goodput;
  readonly errorBand: ErrorBand;
  /** What the simulation leaves out or takes simply for this deployment, for a person. */
  readonly notes: readonly string[];
  readonly occupancy: OccupancySeries;
}

export interface Prediction extends Totals {
  readonly requests: RequestTable;
}
