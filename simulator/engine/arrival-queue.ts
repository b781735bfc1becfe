import type { RequestSource } from '../workload/source.ts';
import { HandleQueue } from './handle-queue.ts';
import { RequestPool } from './request-pool.ts';

/** Told of each arrival before the request waits. */
export interface ArrivalListener {
  arrives(time: number): void;
}

/**
 * The requests of one engine that have arrived and wait, in order of arrival. Requests that were sent back after they
 * had started wait at the front.
 */
export class ArrivalQueue {
  readonly pool = new RequestPool();
  private readonly source: RequestSource;
  private readonly delay: number;
  private readonly queue = new HandleQueue();
  private listener: ArrivalListener | undefined;

  /** @param delay seconds that a request spends in the server before the engine has it */
  constructor(source: RequestSource, delay = 0) {
    this.source = source;
    this.delay = delay;
  }

  tells(listener: ArrivalListener): void {
    this.listener = listener;
  }

  /** Requests in all. */
  get count(): number {
    return this.source.count;
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** Moves the clock: everything that arrived until then waits. */
  advanceTo(now: number): void {
    const { source, pool } = this;
    for (;;) {
      const arrival = source.sent + this.delay;
      if (arrival > now || arrival === Number.POSITIVE_INFINITY) return;
      this.listener?.arrives(arrival);
      const request = pool.take();
      pool.id[request] = source.id;
      pool.sent[request] = source.sent;
      pool.arrived[request] = arrival;
      pool.prompt[request] = source.drawn.prompt;
      pool.output[request] = source.drawn.output;
      this.queue.push(request);
      source.take();
    }
  }

  /** When the next request arrives that does not wait yet; infinity where none is known. */
  nextArrival(): number {
    return this.source.sent + this.delay;
  }

  /** The request at the front, -1 where nothing waits. */
  head(): number {
    return this.queue.head();
  }

  take(): number {
    return this.queue.shift();
  }

  /** Puts a pre-empted request back to the front. */
  putBack(request: number): void {
    this.queue.pushFront(request);
  }

  /** The request has its answer or is refused: it is gone, and in a closed loop its client sends the next one. */
  leave(request: number, time: number): void {
    this.pool.free(request);
    this.source.answered(time);
  }
}
