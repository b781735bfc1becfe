import { type DynamicBatching, noPolicy, type QueuePolicy } from '../../deployment/triton-scheduling.ts';
import { PolicyQueue, type Skipped } from './policy-queue.ts';
import type { RequestTable } from './request-table.ts';

type Policies = Pick<DynamicBatching, 'priorityLevels' | 'defaultPolicy' | 'policies'>;

/**
 * Requests by priority level, level 1 first, with a cursor behind those that the next batch would take: Triton's
 * `PriorityQueue` (triton-inference-server/core, src/scheduler_utils.cc).
 */
export class PriorityQueue {
  readonly skipped: Skipped = { rejected: [], cancelled: [] };
  /** Batches may be formed before an instance is free, as `SupportPrefetching`. */
  readonly prefetches: boolean;
  /** Some policy has a time-out. */
  readonly hasTimeouts: boolean;
  /** Levels in use, ascending, and their queues. */
  private readonly levels: number[] = [];
  private readonly queues: PolicyQueue[] = [];
  private length = 0;
  // The cursor, `pending_cursor_` there.
  private level = 0;
  private index = 0;
  private atDelayed = false;
  private closestExpiry = 0;
  private pending = 0;
  private valid = false;
  /** When the oldest request before the cursor came. */
  oldest = Number.POSITIVE_INFINITY;

  constructor(
    private readonly policies: Policies,
    private readonly requests: RequestTable,
  ) {
    const { priorityLevels, defaultPolicy } = policies;
    const all: QueuePolicy[] = [defaultPolicy, ...policies.policies.values()];
    this.hasTimeouts = all.some((policy) => policy.defaultTimeout > 0);
    this.prefetches =
      priorityLevels === 0 &&
      defaultPolicy.defaultTimeout === 0 &&
      !defaultPolicy.allowTimeoutOverride &&
      defaultPolicy.maxQueueSize === 0;
    if (priorityLevels === 0) this.queueOf(0);
  }

  /** Requests, those taken out by a policy not counted. */
  get size(): number {
    return this.length;
  }

  /** When the cursor stops to be valid by itself; 0 is never. */
  get nextExpiry(): number {
    return this.closestExpiry;
  }

  /** Requests before the cursor. */
  get pendingCount(): number {
    return this.pending;
  }

  get atEnd(): boolean {
    return this.pending === this.length;
  }

  /** False: the level's queue is full. */
  enqueue(request: number, now: number): boolean {
    const priority = this.requests.priority[request]!;
    if (!this.queueOf(priority).enqueue(request, now)) return false;
    this.length++;
    const here = this.levels[this.level];
    if (here === undefined || priority < here || (priority === here && this.atDelayed)) this.valid = false;
    return true;
  }

  dequeue(): number {
    this.valid = false;
    for (const queue of this.queues) {
      if (queue.length === 0) continue;
      this.length--;
      return queue.dequeue();
    }
    throw new RangeError('dequeue on an empty queue');
  }

  /** As `IsCursorValid`: without a time-out among the pending requests it never is, and the batch is formed anew. */
  isCursorValid(now: number): boolean {
    return this.valid && now < this.closestExpiry;
  }

  resetCursor(): void {
    this.level = 0;
    this.index = 0;
    this.atDelayed = false;
    this.closestExpiry = 0;
    this.oldest = Number.POSITIVE_INFINITY;
    this.pending = 0;
    this.valid = true;
  }

  /** Takes out what no batch may have at the cursor; returns its inferences. */
  applyPolicy(now: number): number {
    const { skipped, queues } = this;
    const rejected = skipped.rejected.length;
    const cancelled = skipped.cancelled.length;
    let gone = 0;
    for (; this.level < queues.length; this.level++, this.index = 0) {
      const isThere = queues[this.level]!.apply(this.index, now, skipped);
      gone = skipped.rejected.length - rejected + skipped.cancelled.length - cancelled;
      if (isThere || this.length <= this.pending + gone) break;
    }
    if (gone === 0) return 0;
    this.length -= gone;
    return this.inferences(skipped.rejected, rejected) + this.inferences(skipped.cancelled, cancelled);
  }

  requestAtCursor(): number {
    return this.queues[this.level]!.at(this.index);
  }

  advance(): void {
    const queue = this.queues[this.level]!;
    const expires = queue.expiresAt(this.index);
    if (expires !== 0 && (this.closestExpiry === 0 || expires < this.closestExpiry))
      this.closestExpiry = expires;
    const queued = this.requests.queued[queue.at(this.index)]!;
    if (queued < this.oldest) this.oldest = queued;
    this.index++;
    this.pending++;
    this.atDelayed = this.index > queue.unexpired;
  }

  /** Rejects what is over its time while the batcher waits for an instance; returns its inferences. */
  rejectExpired(now: number): number {
    const { rejected } = this.skipped;
    const before = rejected.length;
    this.queues.forEach((queue, level) => {
      const count = queue.rejectExpired(now, rejected);
      this.length -= count;
      if (count > 0 && level === this.level) this.valid = false;
    });
    return this.inferences(rejected, before);
  }

  private inferences(requests: readonly number[], from: number): number {
    let sum = 0;
    for (let i = from; i < requests.length; i++) sum += this.requests.size[requests[i]!]!;
    return sum;
  }

  private queueOf(priority: number): PolicyQueue {
    let at = 0;
    while (at < this.levels.length && this.levels[at]! < priority) at++;
    if (this.levels[at] === priority) return this.queues[at]!;
    const policy = this.policies.policies.get(priority) ?? this.policies.defaultPolicy ?? noPolicy;
    const queue = new PolicyQueue(policy, this.requests);
    this.levels.splice(at, 0, priority);
    this.queues.splice(at, 0, queue);
    if (at <= this.level && this.valid) this.level++;
    return queue;
  }
}
