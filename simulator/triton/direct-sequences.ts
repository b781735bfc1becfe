import type { DirectStrategy } from '../../deployment/triton-scheduling.ts';
import type { Dispatcher, Thread } from './dispatcher.ts';
import type { Instance } from './instance.ts';
import { Payload } from './payload.ts';
import { endsSequence, none } from './request-table.ts';
import type { SequenceBatcher, SequenceScheduler, Slot } from './sequence-scheduler.ts';
import type { ServedModel } from './served-model.ts';

const inactive = -1;

/**
 * The strategy `direct` for one instance (triton-inference-server/core,
 * src/sequence_batch_scheduler/sequence_batch_scheduler.cc, `DirectSequenceBatch`): a sequence keeps its row of the
 * batch. A batch reaches up to the highest slot with a request, and slots below it without one are rows without
 * input that are computed all the same. The next batch is formed when the last one is done.
 */
export class DirectSequences implements SequenceBatcher, Thread {
  timerOrder = -1;
  isAwake = false;
  private readonly queues: number[][];
  private readonly sequences: Int32Array;
  private readonly slots: readonly Slot[];
  private highest = -1;
  private isExecuting = false;
  private readonly maxBatchSize: number;

  constructor(
    private readonly server: Dispatcher,
    private readonly model: ServedModel,
    private readonly instance: Instance,
    slotCount: number,
    private readonly strategy: DirectStrategy,
    private readonly scheduler: SequenceScheduler,
  ) {
    this.maxBatchSize = Math.max(1, model.settings.maxBatchSize);
    this.queues = Array.from({ length: slotCount }, () => []);
    this.sequences = new Int32Array(slotCount).fill(inactive);
    this.slots = this.queues.map((_, number) => ({ batcher: this, number }));
  }

  get queued(): number {
    return this.queues.reduce((sum, queue) => sum + queue.length, 0);
  }

  enqueue(slot: number, sequence: number, request: number, _now: number): void {
    this.queues[slot]!.push(request);
    this.sequences[slot] = sequence;
    this.highest = Math.max(this.highest, slot);
    if (!this.isExecuting) this.server.wake(this);
  }

  executed(): void {}

  rejected(): void {}

  beforeNext(): void {}

  payloadDone(_now: number): void {
    this.isExecuting = false;
    this.server.wake(this);
  }

  run(now: number): void {
    if (this.isExecuting) return;
    const { ready, last, oldest } = this.look(now);
    if (last >= 0) {
      const until = this.delayUntil(ready, oldest);
      if (now >= until) this.send(last, now);
      else this.server.setTimer(this, until);
    }
    while (this.highest >= 0 && this.sequences[this.highest] === inactive) this.highest--;
  }

  /** Frees the slots of sequences that were ended or cancelled, and counts those with a request. */
  private look(now: number): { ready: number; last: number; oldest: number } {
    const { requests } = this.server;
    let ready = 0;
    let last = -1;
    let oldest = Number.POSITIVE_INFINITY;
    for (let slot = 0; slot <= this.highest; slot++) {
      const first = this.queues[slot]![0];
      if (first === none) {
        this.queues[slot]!.shift();
        this.release(slot, now);
      } else if (first !== undefined && requests.cancelled[first] !== 0) this.release(slot, now);
      const front = this.queues[slot]![0];
      if (front === undefined || front === none) continue;
      ready++;
      last = slot;
      oldest = Math.min(oldest, requests.queued[front]!);
    }
    return { ready, last, oldest };
  }

  /** When the batch goes out: at once without a delay or with enough slots ready. */
  private delayUntil(ready: number, oldest: number): number {
    const { maxQueueDelay, minimumSlotUtilization } = this.strategy;
    if (maxQueueDelay === 0 || minimumSlotUtilization === 0) return 0;
    // The share is a float there.
    if (Math.fround(ready) / this.maxBatchSize >= Math.fround(minimumSlotUtilization)) return 0;
    return oldest + maxQueueDelay;
  }

  private send(last: number, now: number): void {
    const { requests } = this.server;
    const payload = new Payload(undefined, this.instance);
    payload.saturated = true;
    payload.state = 'queued';
    for (let slot = 0; slot <= last; slot++) {
      const front = this.queues[slot]![0];
      if (front === undefined || front === none) {
        payload.add(none, requests);
        continue;
      }
      this.queues[slot]!.shift();
      payload.add(front, requests);
      if ((requests.flags[front]! & endsSequence) !== 0) this.release(slot, now);
    }
    this.isExecuting = true;
    this.server.enqueuePayload(payload, this.model);
  }

  private release(slot: number, now: number): void {
    const next = this.scheduler.releaseSlot(this.slots[slot]!, this.queues[slot]!.splice(0), now);
    this.sequences[slot] = next ? next.sequence : inactive;
    if (next) this.queues[slot]!.push(...next.requests);
  }
}
