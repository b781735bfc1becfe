import type { QueuePolicy } from '../../deployment/triton-scheduling.ts';
import { IntRing } from './int-ring.ts';
import type { RequestTable } from './request-table.ts';

/** What a queue's policy took out of it. */
export interface Skipped {
  readonly rejected: number[];
  readonly cancelled: number[];
}

/**
 * The queue of one priority level, as `PriorityQueue::PolicyQueue` (triton-inference-server/core,
 * src/scheduler_utils.cc): requests in order, behind them those whose time-out ran out under the action DELAY.
 *
 * Triton rejects after the instant of the time-out, and its thread wakes somewhat later than that; here both fall on
 * the instant itself.
 */
export class PolicyQueue {
  private readonly waiting = new IntRing();
  private readonly delayed = new IntRing();

  constructor(
    private readonly policy: QueuePolicy,
    private readonly requests: RequestTable,
  ) {}

  get length(): number {
    return this.waiting.length + this.delayed.length;
  }

  /** Those not delayed. */
  get unexpired(): number {
    return this.waiting.length;
  }

  /** False: the queue is full. */
  enqueue(request: number, now: number): boolean {
    const { maxQueueSize, defaultTimeout, allowTimeoutOverride } = this.policy;
    if (maxQueueSize !== 0 && this.length >= maxQueueSize) return false;
    const own = this.requests.timeout[request]!;
    const timeout = allowTimeoutOverride && own !== 0 && own < defaultTimeout ? own : defaultTimeout;
    this.requests.expires[request] = timeout === 0 ? 0 : now + timeout;
    this.waiting.push(request);
    return true;
  }

  dequeue(): number {
    return this.waiting.length > 0 ? this.waiting.shift() : this.delayed.shift();
  }

  at(index: number): number {
    const { waiting } = this;
    return index < waiting.length ? waiting.at(index) : this.delayed.at(index - waiting.length);
  }

  /** When the policy acts on the request there; 0 is never. */
  expiresAt(index: number): number {
    return index < this.waiting.length ? this.requests.expires[this.waiting.at(index)]! : 0;
  }

  /** As `ApplyPolicy`: takes out what may not be batched from `index` on. True: there is a request at `index`. */
  apply(index: number, now: number, skipped: Skipped): boolean {
    const { waiting, delayed, requests } = this;
    if (index < waiting.length) {
      let next = index;
      for (; next < waiting.length; next++) {
        const request = waiting.at(next);
        if (requests.cancelled[request] !== 0) skipped.cancelled.push(request);
        else if (this.isExpired(request, now)) {
          if (this.policy.timeoutAction === 'delay') delayed.push(request);
          else skipped.rejected.push(request);
        } else break;
      }
      waiting.remove(index, next - index);
      if (index < waiting.length) return true;
    }
    return index - waiting.length < delayed.length;
  }

  /** As `RejectTimeoutRequests`, while the batcher waits for an instance. */
  rejectExpired(now: number, rejected: number[]): number {
    if (this.policy.timeoutAction !== 'reject') return 0;
    const before = rejected.length;
    for (let index = 0; index < this.waiting.length; ) {
      const request = this.waiting.at(index);
      if (!this.isExpired(request, now)) {
        index++;
        continue;
      }
      rejected.push(request);
      this.waiting.remove(index, 1);
    }
    return rejected.length - before;
  }

  private isExpired(request: number, now: number): boolean {
    const expires = this.requests.expires[request]!;
    return expires !== 0 && now >= expires;
  }
}
