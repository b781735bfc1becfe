import { type DynamicBatching, noPolicy, type OldestStrategy } from '../../deployment/triton-scheduling.ts';
import type { Dispatcher } from './dispatcher.ts';
import { DynamicBatcher } from './dynamic-batcher.ts';
import type { Instance } from './instance.ts';
import { endsSequence, none } from './request-table.ts';
import type { SequenceBatcher, SequenceScheduler, Slot } from './sequence-scheduler.ts';
import type { ServedModel } from './served-model.ts';

/**
 * The strategy `oldest` for one instance (triton-inference-server/core,
 * src/sequence_batch_scheduler/sequence_batch_scheduler.cc, `OldestSequenceBatch`): each candidate sequence has at
 * most one request under way, and a dynamic batcher of the instance's own batches those.
 */
export class OldestSequences implements SequenceBatcher {
  private readonly queues: number[][];
  private readonly slots: readonly Slot[];
  private readonly inFlight: Uint8Array;
  private readonly slotOf = new Map<number, number>();
  private readonly batcher: DynamicBatcher;

  constructor(
    private readonly server: Dispatcher,
    model: ServedModel,
    instance: Instance,
    slotCount: number,
    strategy: OldestStrategy,
    private readonly scheduler: SequenceScheduler,
  ) {
    this.queues = Array.from({ length: slotCount }, () => []);
    this.slots = this.queues.map((_, number) => ({ batcher: this, number }));
    this.inFlight = new Uint8Array(slotCount);
    const settings: DynamicBatching = {
      preferredBatchSizes: strategy.preferredBatchSizes,
      maxQueueDelay: strategy.maxQueueDelay,
      preserveOrdering: strategy.preserveOrdering,
      priorityLevels: 0,
      defaultPriorityLevel: 0,
      defaultPolicy: noPolicy,
      policies: new Map(),
    };
    this.batcher = new DynamicBatcher(server, model, instance, settings);
  }

  get queued(): number {
    return this.queues.reduce((sum, queue) => sum + queue.length, this.batcher.queued);
  }

  enqueue(slot: number, _sequence: number, request: number, now: number): void {
    this.queues[slot]!.push(request);
    if (this.inFlight[slot] === 0) this.completeAndNext(slot, now);
  }

  executed(request: number, now: number): void {
    const slot = this.slotOf.get(request);
    if (slot === undefined) return;
    this.slotOf.delete(request);
    this.completeAndNext(slot, now);
  }

  rejected(request: number, now: number): void {
    this.executed(request, now);
  }

  /**
   * A backend releases requests within its execution, so what they make room for is batched before the instance asks
   * for its next payload.
   */
  beforeNext(now: number): void {
    if (this.batcher.isAwake) this.batcher.run(now);
  }

  payloadDone(_now: number): void {
    this.server.wake(this.batcher);
  }

  /** The slot's request is done: sends its next one, and a slot whose sequence ends takes one from the backlog. */
  private completeAndNext(slot: number, now: number): void {
    const { requests } = this.server;
    const queue = this.queues[slot]!;
    this.inFlight[slot] = 0;
    for (;;) {
      const request = queue[0];
      if (request === undefined) return;
      const isCancelled = request !== none && requests.cancelled[request] !== 0;
      if (!isCancelled) queue.shift();
      const ends = request === none || isCancelled || (requests.flags[request]! & endsSequence) !== 0;
      if (request !== none && !isCancelled) {
        this.inFlight[slot] = 1;
        this.slotOf.set(request, slot);
        requests.priority[request] = 0;
        this.batcher.enqueue(request, now);
      }
      if (!ends) return;
      const next = this.scheduler.releaseSlot(this.slots[slot]!, queue.splice(0), now);
      if (!next) return;
      queue.push(...next.requests);
      if (this.inFlight[slot] !== 0) return;
    }
  }
}
