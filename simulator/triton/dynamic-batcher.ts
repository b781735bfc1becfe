import type { DynamicBatching } from '../../deployment/triton-scheduling.ts';
import { BatchScan } from './batch-scan.ts';
import { type Dispatcher, slotAvailable, type Thread } from './dispatcher.ts';
import type { Instance } from './instance.ts';
import { Payload, type PayloadOwner } from './payload.ts';
import { PriorityQueue } from './priority-queue.ts';
import { ResponseOrder } from './response-order.ts';
import type { ServedModel } from './served-model.ts';

/** How long the batcher sleeps at most, as `default_wait_microseconds` there. */
const longestSleep = 0.5;

/**
 * Triton's dynamic batcher (triton-inference-server/core, src/dynamic_batch_scheduler.cc, `BatcherThread`): one
 * thread that moves requests from the priority queue into the current payload and sends that on. A payload that no
 * instance has taken yet goes on growing, so batches get larger while instances are busy, also without a delay.
 *
 * With a delay an arrival does not always wake the thread (`Enqueue`): after a first look it takes as many waiting
 * inferences as the next preferred size lacks. Until then requests miss a payload that they would fit into.
 *
 * Threads take no time here, and a wake-up is never lost. Triton counts its waits in whole microseconds, and so may
 * send up to a microsecond before a delay is over.
 */
export class DynamicBatcher implements Thread, PayloadOwner {
  timerOrder = -1;
  isAwake = false;
  readonly queue: PriorityQueue;
  readonly order: ResponseOrder | undefined;
  /** Counts requests into batches, where their answers must keep that order. */
  private placed = 0;
  private readonly scan: BatchScan;
  private payload: Payload;
  private payloadSaturated = false;
  /** Inferences waiting, and how many must wait for the thread to be woken by an arrival. */
  private waiting = 0;
  private nextPreferred = 0;
  private pendingSize = 0;
  private state: 'idle' | 'delaying' | 'waiting-for-slot' = 'idle';
  private since = 0;
  private readonly delay: number;

  constructor(
    private readonly server: Dispatcher,
    private readonly model: ServedModel,
    /** Batches for this instance alone: the batcher of the sequence strategy `oldest`. */
    private readonly instance: Instance | undefined,
    settings: DynamicBatching,
  ) {
    this.queue = new PriorityQueue(settings, server.requests);
    this.scan = new BatchScan(
      Math.max(1, model.settings.maxBatchSize),
      settings.preferredBatchSizes,
      settings.maxQueueDelay,
    );
    this.delay = settings.maxQueueDelay;
    this.order = settings.preserveOrdering ? new ResponseOrder() : undefined;
    this.payload = new Payload(this, instance);
  }

  get queued(): number {
    return this.queue.size;
  }

  enqueue(request: number, now: number): void {
    const { requests } = this.server;
    requests.queued[request] = now;
    if (!this.queue.enqueue(request, now)) {
      this.server.reject(request, 'queue-full', now);
      return;
    }
    this.waiting += requests.size[request]!;
    const woken =
      this.model.settings.comparesShapes ||
      this.payloadSaturated ||
      this.payload.state === 'executing' ||
      this.waiting >= this.nextPreferred;
    if (woken && this.hasSlot()) this.server.wake(this);
    else if (this.state === 'idle' && this.timerOrder < 0) {
      const sleeps = Math.max(1, Math.ceil((now - this.since) / longestSleep));
      this.server.setTimer(this, this.since + sleeps * longestSleep);
    }
  }

  payloadTaken(): void {
    this.server.wake(this);
  }

  /** The thread's loop until it sleeps. */
  run(now: number): void {
    const { queue } = this;
    if (this.state === 'waiting-for-slot' && !this.hasSlot()) {
      this.waitForSlot(now);
      return;
    }
    for (;;) {
      if (this.payloadSaturated || this.payload.state === 'executing') this.newPayload();
      if (queue.size === 0) {
        this.sleep('idle', now, Number.POSITIVE_INFINITY);
        return;
      }
      if (!this.hasSlot()) {
        this.waitForSlot(now);
        return;
      }
      const count = this.form(now);
      this.answerSkipped(now);
      if (count > 0) this.take(count);
      else if (queue.pendingCount > 0) {
        const delayed = queue.oldest + this.delay;
        const expiry = queue.nextExpiry;
        this.sleep('delaying', now, expiry > 0 && expiry < delayed ? expiry : delayed);
        return;
      }
      if (this.payload.state === 'ready') {
        this.payload.state = 'queued';
        this.server.enqueuePayload(this.payload, this.model);
      }
    }
  }

  /** `GetDynamicBatch`: how many requests from the front of the queue go into the payload now. */
  private form(now: number): number {
    const { queue, scan } = this;
    const held = this.payload.size;
    if (queue.isCursorValid(now)) scan.resume(held, this.pendingSize, queue.pendingCount);
    else {
      queue.resetCursor();
      scan.begin(held);
    }
    this.waiting -= queue.applyPolicy(now);
    const { size } = this.server.requests;
    while (!queue.atEnd) {
      if (!scan.offer(size[queue.requestAtCursor()]!)) break;
      queue.advance();
      this.waiting -= queue.applyPolicy(now);
    }
    const count = scan.decide(now, queue.oldest);
    this.pendingSize = scan.size;
    if (scan.nextPreferred !== undefined) this.nextPreferred = scan.nextPreferred;
    this.payloadSaturated ||= scan.saturated;
    return count;
  }

  private take(count: number): void {
    const { queue, payload } = this;
    const { requests } = this.server;
    for (let i = 0; i < count; i++) {
      const request = queue.dequeue();
      requests.place[request] = this.placed++;
      payload.add(request, requests);
    }
    if (payload.state === 'new') payload.state = 'ready';
    this.waiting -= this.pendingSize;
    this.pendingSize = 0;
  }

  private answerSkipped(now: number): void {
    const { rejected, cancelled } = this.queue.skipped;
    if (rejected.length > 0)
      for (const request of rejected.splice(0)) this.server.reject(request, 'timeout', now);
    if (cancelled.length > 0)
      for (const request of cancelled.splice(0)) this.server.reject(request, 'cancelled', now);
  }

  /** `WaitForPayloadSlotAvailable`: every half second it rejects what is over its time. */
  private waitForSlot(now: number): void {
    if (this.state !== 'waiting-for-slot') {
      this.state = 'waiting-for-slot';
      this.since = now;
      this.timerOrder = -1;
    }
    if (!this.queue.hasTimeouts) return;
    if (now >= this.since + longestSleep) {
      this.since = now;
      this.waiting -= this.queue.rejectExpired(now);
      this.answerSkipped(now);
    }
    if (this.timerOrder < 0) this.server.setTimer(this, this.since + longestSleep);
  }

  private sleep(state: 'idle' | 'delaying', now: number, until: number): void {
    this.state = state;
    this.since = now;
    this.timerOrder = -1;
    if (until < Number.POSITIVE_INFINITY) this.server.setTimer(this, until);
  }

  private hasSlot(): boolean {
    return slotAvailable(this.model, this.instance, this.queue.prefetches);
  }

  private newPayload(): void {
    this.payload = new Payload(this, this.instance);
    this.payloadSaturated = false;
    this.nextPreferred = 0;
  }
}
