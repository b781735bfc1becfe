import type { RequestPool } from '../engine/request-pool.ts';
import { RunningList } from '../engine/running-list.ts';
import { SlotPool } from './slot-pool.ts';

/** One of the batches that are on their way through the pipeline at the same time. */
export interface MicroBatch {
  sendBack(request: number): void;
  /** Sends a request back when the step that computes it is done. */
  recall(request: number): void;
  cancel(request: number, now: number): void;
  /** Running requests whose prompts are computed in part. */
  readonly partial: readonly number[];
}

/**
 * What the micro-batches of one engine share: everybody who runs, in order of start, and the slots. Without pipeline
 * parallelism there is one micro-batch.
 */
export class ActiveRequests {
  readonly list: RunningList;
  readonly slots: SlotPool;
  readonly microBatches: MicroBatch[] = [];
  /** Whether a micro-batch is on its way: nobody can leave it then. */
  readonly inFlight: boolean[] = [];
  /** Requests to be sent back as soon as their step is done. */
  readonly recalled = new Set<number>();
  /** Those whose blocks count as free in the step that is planned. */
  readonly freed = new Set<number>();
  private readonly pool: RequestPool;

  constructor(pool: RequestPool, slots: number) {
    this.pool = pool;
    this.list = new RunningList(pool);
    this.slots = new SlotPool(slots);
  }

  /** Adds a micro-batch and returns its number. */
  add(microBatch: MicroBatch): number {
    this.inFlight.push(false);
    return this.microBatches.push(microBatch) - 1;
  }

  /** Who started last and was not sent back in this step; -1: nobody. */
  lastStarted(): number {
    let request = this.list.last;
    if (this.freed.size > 0) {
      while (request >= 0 && this.freed.has(request)) request = this.pool.before[request]!;
    }
    return request;
  }

  /** Running requests that have their whole prompts and generate. */
  get generating(): number {
    let partial = 0;
    for (const microBatch of this.microBatches) partial += microBatch.partial.length;
    return this.list.length - partial;
  }
}
