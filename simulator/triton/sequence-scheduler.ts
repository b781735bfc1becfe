import type { SequenceBatching } from '../../deployment/triton-scheduling.ts';
import { DirectSequences } from './direct-sequences.ts';
import type { Dispatcher, Thread } from './dispatcher.ts';
import type { Instance } from './instance.ts';
import { OldestSequences } from './oldest-sequences.ts';
import { endsSequence, none, startsSequence } from './request-table.ts';
import type { Scheduler, ServedModel } from './served-model.ts';

/** Where a running sequence has its requests. */
export interface Slot {
  readonly batcher: SequenceBatcher;
  readonly number: number;
}

/** The batcher of one instance: takes requests, or `none` for the end that is forced on a slot's sequence. */
export interface SequenceBatcher {
  enqueue(slot: number, sequence: number, request: number, now: number): void;
  executed(request: number, now: number): void;
  /** A request gets no answer, if this batcher ever had it. */
  rejected(request: number, now: number): void;
  beforeNext(now: number): void;
  payloadDone(now: number): void;
  readonly queued: number;
}

interface Backlog {
  readonly sequence: number;
  readonly requests: number[];
  expires: number;
}

/** How often an idle sequence in the backlog is looked at again, as `backlog_idle_wait_microseconds`. */
const backlogWait = 0.05;

/**
 * Triton's sequence batcher (triton-inference-server/core, src/sequence_batch_scheduler/sequence_batch_scheduler.cc,
 * `SequenceBatchScheduler`): a sequence gets the free slot of the lowest number over all instances, or waits in the
 * backlog, first come, first served; one that is idle for too long loses its slot.
 *
 * Among slots of equal number the instance made first is taken; Triton leaves that open.
 */
export class SequenceScheduler implements Scheduler, Thread {
  timerOrder = -1;
  isAwake = false;
  private timerAt = 0;
  private readonly batchers: readonly SequenceBatcher[];
  private readonly ready: Slot[] = [];
  private readonly slots = new Map<number, Slot>();
  private backlogs: Backlog[] = [];
  private readonly backlogOf = new Map<number, Backlog>();
  private readonly lastSeen = new Map<number, number>();

  constructor(
    private readonly server: Dispatcher,
    model: ServedModel,
    private readonly settings: SequenceBatching,
  ) {
    const { strategy } = settings;
    const count =
      strategy.kind === 'oldest' && strategy.maxCandidateSequences > 0
        ? strategy.maxCandidateSequences
        : Math.max(1, model.settings.maxBatchSize);
    this.batchers = model.instances.map((instance) =>
      strategy.kind === 'oldest'
        ? new OldestSequences(server, model, instance, count, strategy, this)
        : new DirectSequences(server, model, instance, count, strategy, this),
    );
    for (let number = count - 1; number >= 0; number--)
      for (let at = this.batchers.length - 1; at >= 0; at--)
        this.ready.push({ batcher: this.batchers[at]!, number });
  }

  get queued(): number {
    const waiting = this.backlogs.reduce((sum, backlog) => sum + backlog.requests.length, 0);
    return this.batchers.reduce((sum, batcher) => sum + batcher.queued, waiting);
  }

  enqueue(request: number, now: number): void {
    const { requests } = this.server;
    requests.queued[request] = now;
    if (this.settings.iterative) requests.flags[request] = startsSequence;
    this.admit(request, now);
  }

  executed(request: number, instance: Instance, now: number): boolean {
    const { requests } = this.server;
    const sequence = requests.sequence[request]!;
    const goesOn = this.settings.iterative && --requests.iterations[request]! > 0;
    if (goesOn) {
      requests.flags[request] = 0;
      requests.queued[request] = now;
      this.admit(request, now);
    } else if (this.settings.iterative) this.forceEnd(sequence, now);
    this.batchers[instance.place]!.executed(request, now);
    return !goesOn;
  }

  beforeNext(instance: Instance, now: number): void {
    this.batchers[instance.place]!.beforeNext(now);
  }

  rejected(request: number, now: number): void {
    for (const batcher of this.batchers) batcher.rejected(request, now);
  }

  payloadDone(instance: Instance, now: number): void {
    this.batchers[instance.place]!.payloadDone(now);
  }

  /** The reaper thread. */
  run(now: number): void {
    this.reapIdle(now);
    this.reapBacklog(now);
    this.arm(now);
  }

  /**
   * A sequence is done with its slot: gives it to the first of the backlog, whose requests are returned, or to
   * nobody. Requests that are still in the slot are cancelled.
   */
  releaseSlot(slot: Slot, left: readonly number[], now: number): Backlog | undefined {
    const { requests } = this.server;
    for (const request of left) if (request !== none) this.server.reject(request, 'cancelled', now);
    for (;;) {
      const next = this.backlogs.shift();
      if (!next) break;
      const last = next.requests.at(-1)!;
      const isWhole = (requests.flags[last]! & endsSequence) !== 0;
      const isCancelled = next.requests.some((request) => requests.cancelled[request] !== 0);
      if (!isWhole) {
        this.backlogOf.delete(next.sequence);
        if (!isCancelled) this.slots.set(next.sequence, slot);
      }
      if (!isCancelled) return next;
      for (const request of next.requests) this.server.reject(request, 'cancelled', now);
    }
    this.addReady(slot);
    return undefined;
  }

  private admit(request: number, now: number): void {
    const { requests } = this.server;
    const sequence = requests.sequence[request]!;
    const starts = (requests.flags[request]! & startsSequence) !== 0;
    const ends = (requests.flags[request]! & endsSequence) !== 0;
    const backlog = this.backlogOf.get(sequence);
    const slot = this.slots.get(sequence) ?? (backlog ? undefined : starts ? this.ready.pop() : undefined);
    if (!slot && !backlog && !starts) {
      this.server.reject(request, 'sequence-ended', now);
      return;
    }
    if (ends) this.lastSeen.delete(sequence);
    else this.lastSeen.set(sequence, now);
    if (slot) this.intoSlot(slot, request, ends, now);
    else this.intoBacklog(backlog, request, ends, now);
    if (this.timerOrder < 0) this.arm(now);
  }

  private intoSlot(slot: Slot, request: number, ends: boolean, now: number): void {
    const sequence = this.server.requests.sequence[request]!;
    if (ends) this.slots.delete(sequence);
    else this.slots.set(sequence, slot);
    slot.batcher.enqueue(slot.number, sequence, request, now);
  }

  private intoBacklog(backlog: Backlog | undefined, request: number, ends: boolean, now: number): void {
    const { requests } = this.server;
    const sequence = requests.sequence[request]!;
    const into = backlog ?? { sequence, requests: [], expires: Number.POSITIVE_INFINITY };
    if (!backlog) this.backlogs.push(into);
    if (ends) this.backlogOf.delete(sequence);
    else this.backlogOf.set(sequence, into);
    into.requests.push(request);
    const timeout = requests.timeout[request]!;
    if (timeout === 0) return;
    into.expires = Math.min(into.expires, now + timeout);
    if (this.timerOrder >= 0 && into.expires < this.timerAt) this.arm(now);
  }

  /** The backend is done with an iterative request: its slot is released by a cancelled request behind it. */
  private forceEnd(sequence: number, now: number): void {
    const slot = this.slots.get(sequence);
    this.lastSeen.delete(sequence);
    if (!slot) return;
    this.slots.delete(sequence);
    slot.batcher.enqueue(slot.number, sequence, none, now);
  }

  private reapIdle(now: number): void {
    for (const [sequence, seen] of this.lastSeen) {
      if (now < seen + this.settings.maxIdle) continue;
      if (this.backlogOf.has(sequence)) continue;
      this.forceEnd(sequence, now);
    }
  }

  private reapBacklog(now: number): void {
    if (!this.backlogs.some((backlog) => backlog.expires <= now)) return;
    const expired = this.backlogs.filter((backlog) => backlog.expires <= now);
    this.backlogs = this.backlogs.filter((backlog) => backlog.expires > now);
    for (const backlog of expired) {
      if (this.backlogOf.get(backlog.sequence) === backlog) this.backlogOf.delete(backlog.sequence);
      for (const request of backlog.requests) this.server.reject(request, 'timeout', now);
    }
  }

  /** Sets the reaper's next look: the first sequence to be idle too long, or the first backlog to expire. */
  private arm(now: number): void {
    let next = Number.POSITIVE_INFINITY;
    for (const [sequence, seen] of this.lastSeen) {
      const idle = seen + this.settings.maxIdle;
      next = Math.min(next, idle <= now && this.backlogOf.has(sequence) ? now + backlogWait : idle);
    }
    for (const backlog of this.backlogs) next = Math.min(next, backlog.expires);
    if (next === Number.POSITIVE_INFINITY) return;
    this.timerAt = Math.max(now, next);
    this.server.setTimer(this, this.timerAt);
  }

  private addReady(slot: Slot): void {
    // Descending by slot and then by instance, so that the next one is at the end.
    const rank = (each: Slot): number =>
      each.number * this.batchers.length + this.batchers.indexOf(each.batcher);
    const own = rank(slot);
    let low = 0;
    let high = this.ready.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rank(this.ready[middle]!) > own) low = middle + 1;
      else high = middle;
    }
    this.ready.splice(low, 0, slot);
  }
}
