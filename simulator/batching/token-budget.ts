import type { Capacity } from './capacity.ts';
import type { InFlightBatch } from './in-flight-batch.ts';
import type { Limits, Scheduler, Step } from './scheduler.ts';

/**
 * In-flight batching with one token budget for a step: decoding requests first, then prompts, mixed in one pass.
 *
 * TensorRT-LLM: capacityScheduler.cpp decides who has room, in order of arrival and stopping at the first that does
 * not fit; microBatchScheduler.cpp fills the step's token budget, generating requests first because they are older,
 * then prompts, cut to chunks where chunking is on. vLLM V1 (v1/core/sched/scheduler.py, `Scheduler.schedule`) walks
 * its running list and then its waiting list with the same outcome; it differs in what is carried by `Capacity`: it
 * allocates on demand and sends the latest request back when no block is left, and admits nobody in that step.
 */
export class TokenBudgetScheduler implements Scheduler {
  private readonly batch: InFlightBatch;
  private readonly limits: Limits;
  private readonly capacity: Capacity;
  /** STATIC_BATCH: nobody is admitted while anybody runs. */
  private readonly drains: boolean;

  constructor(batch: InFlightBatch, limits: Limits, capacity: Capacity, drains = false) {
    this.batch = batch;
    this.limits = limits;
    this.capacity = capacity;
    this.drains = drains;
  }

  get running(): number {
    return this.batch.running;
  }

  get kvUsed(): number {
    return this.batch.kvUsed;
  }

  wakeAt(): number {
    return Number.POSITIVE_INFINITY;
  }

  plan(now: number, step: Step): boolean {
    const { batch } = this;
    batch.begin(now, step);
    const paused = batch.makeRoom();
    const blocked = paused || this.fill(step);
    return batch.finish(step, !blocked, paused);
  }

  advance(steps: number, end: number): void {
    this.batch.advance(steps, end);
  }

  cancel(request: number, now: number): void {
    this.batch.cancel(request, now);
  }

  /** Fills the step's token budget with prompts. True: somebody waits whom no arrival can help. */
  private fill(step: Step): boolean {
    const { batch, limits } = this;
    let budget = limits.stepTokens - batch.decoding.size;
    for (const request of batch.partial) {
      const tokens = this.chunkOf(request, budget);
      if (tokens === 0) return true;
      batch.compute(request, tokens, step);
      budget -= tokens;
    }
    const drained = !this.drains || batch.running === 0;
    for (;;) {
      const request = batch.head();
      if (request < 0) return false;
      if (!drained || budget <= 0 || batch.running >= limits.slots) return true;
      const tokens = this.chunkOf(request, budget);
      if (tokens === 0 || !this.capacity.admits(batch.promptOf(request), batch.longest(request))) return true;
      batch.start(request);
      batch.compute(request, tokens, step);
      budget -= tokens;
    }
  }

  /** Tokens of a prompt that this step computes; 0 where it has to wait. */
  private chunkOf(request: number, budget: number): number {
    const { chunkedPrefill, chunkUnit } = this.limits;
    const left = this.batch.promptOf(request) - this.batch.pool.computed[request]!;
    if (left <= budget) return left;
    return chunkedPrefill ? Math.max(0, Math.floor(budget / chunkUnit) * chunkUnit) : 0;
  }
}
