import type { Capacity } from './capacity.ts';
import type { InFlightBatch } from './in-flight-batch.ts';
import type { Limits, Scheduler, Step } from './scheduler.ts';

/** What the schedulers of in-flight engines have in common: all but the order in which a step is planned. */
export abstract class InFlightScheduler implements Scheduler {
  protected readonly batch: InFlightBatch;
  protected readonly limits: Limits;
  protected readonly capacity: Capacity;

  constructor(batch: InFlightBatch, limits: Limits, capacity: Capacity) {
    this.batch = batch;
    this.limits = limits;
    this.capacity = capacity;
  }

  abstract plan(now: number, step: Step): boolean;

  /** A step is planned when the one before it begins. */
  get overlaps(): boolean {
    const { overlap } = this.limits;
    return overlap !== undefined && overlap.untilLetGo !== true;
  }

  /** With nothing to compute the host waits for the answers on their way, and plans then. */
  protected orCatchUp(runs: boolean, now: number, step: Step): boolean {
    if (runs || this.batch.lateRows === 0) return runs;
    this.batch.catchUp();
    return this.plan(now, step);
  }

  get running(): number {
    return this.batch.running;
  }

  get kvUsed(): number {
    return this.batch.kvUsed;
  }

  /** An idle engine acts on arrivals only. */
  wakeAt(): number {
    return Number.POSITIVE_INFINITY;
  }

  advance(steps: number, end: number): void {
    this.batch.advance(steps, end);
  }

  cancel(request: number, now: number): void {
    this.batch.cancel(request, now);
  }
}
