import { Fifo } from './fifo.ts';
import type { Payload } from './payload.ts';

/** Payloads that wait for an instance: `InstanceQueue` (triton-inference-server/core, src/instance_queue.cc). */
export class InstanceQueue {
  private readonly payloads = new Fifo<Payload>();

  constructor(
    private readonly maxBatchSize: number,
    private readonly maxQueueDelay: number,
  ) {}

  get size(): number {
    return this.payloads.length;
  }

  push(payload: Payload): void {
    this.payloads.push(payload);
  }

  /**
   * Takes the first payload, with a queue delay merged with those behind it that are over the delay and fit. One
   * that is looked at and does not fit is marked as taken all the same, so its batcher no longer adds to it.
   */
  dequeue(now: number): Payload | undefined {
    const { payloads, maxBatchSize, maxQueueDelay } = this;
    const payload = payloads.shift();
    if (!payload) return undefined;
    payload.state = 'executing';
    if (!(maxQueueDelay > 0) || maxBatchSize <= 1 || payload.saturated) return payload;
    for (;;) {
      const next = payloads.front;
      if (!next || next.saturated || !(now - next.batcherStart > maxQueueDelay)) return payload;
      next.state = 'executing';
      if (payload.size + next.size > maxBatchSize || next.instance !== payload.instance) return payload;
      payload.merge(next);
      payloads.shift();
      next.owner?.payloadTaken();
    }
  }
}
