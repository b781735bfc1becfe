import type { ArrivalQueue } from '../engine/arrival-queue.ts';
import { phase, type RequestPool } from '../engine/request-pool.ts';
import { admittedOutput, blocksFor } from './limits.ts';
import type { Events, Limits, Scheduler, Step } from './scheduler.ts';

/** How many of the waiting requests make the next batch; 0 to wait. */
export interface BatchFormer {
  /** `ready` waiting requests may be batched, the oldest arrived at `oldest`. */
  size(now: number, ready: number, oldest: number): number;
  /** When a smaller batch would be taken although nothing more arrives. */
  deadline(oldest: number): number;
}

/** What waits when the engine is idle is the batch. */
export const takeWhatWaits: BatchFormer = {
  size: (_now, ready) => ready,
  deadline: () => Number.POSITIVE_INFINITY,
};

/** A full batch of `size`, or what there is when the oldest has waited for `timeout` seconds. */
export function fullBatch(size: number, timeout: number): BatchFormer {
  return {
    size: (now, ready, oldest) => (ready >= size || now >= oldest + timeout ? Math.min(ready, size) : 0),
    deadline: (oldest) => oldest + timeout,
  };
}

/**
 * Static batching: an idle engine takes a batch, pads its prompts to the longest, and runs it to its longest answer.
 * Nobody joins, finished rows are computed along as padding, and slots are free when the whole batch is done.
 *
 * Follows FasterTransformer's `ParallelGpt::forward` (one batch, one loop to the longest output) and TensorRT-LLM's
 * `V1` batching (gptModelType V1 / executor BatchingType kSTATIC). The answer is complete when the batch returns, so
 * `finished` is the batch's end for all. `firstToken` is when the padded prefill is done and the token exists: what a
 * client sees that streams (FasterTransformer's decoupled mode); one that does not stream gets everything at the end,
 * and should read the end-to-end time. Time per output token is by the client's definition, (end − first) / (n − 1),
 * hence short answers in long batches look slow: they are.
 */
export class StaticScheduler implements Scheduler {
  private readonly queue: ArrivalQueue;
  private readonly pool: RequestPool;
  private readonly limits: Limits;
  private readonly events: Events;
  private readonly former: BatchFormer;

  private batch: number[] = [];
  /** The batch, the shortest answer first, and how many of them are done. */
  private byOutput: number[] = [];
  private done = 0;
  private longestPrompt = 0;
  private longestOutput = 0;
  private produced = 0;
  /** Rows whose prompts are still to be computed. */
  private unread = 0;

  constructor(queue: ArrivalQueue, limits: Limits, events: Events, former: BatchFormer) {
    this.queue = queue;
    this.pool = queue.pool;
    this.limits = limits;
    this.events = events;
    this.former = former;
  }

  get running(): number {
    return this.batch.length;
  }

  get kvUsed(): number {
    const each = blocksFor(this.limits, this.longestPrompt + this.longestOutput);
    return this.limits.blocks > 0 ? (this.batch.length * each) / this.limits.blocks : 0;
  }

  wakeAt(): number {
    const head = this.queue.head();
    return head < 0 ? Number.POSITIVE_INFINITY : this.former.deadline(this.pool.arrived[head]!);
  }

  plan(now: number, step: Step): boolean {
    if (this.batch.length === 0 && !this.form(now)) return false;
    const rows = this.batch.length;
    step.rows = rows;
    step.active = rows - this.done;
    step.untilArrival = false;
    if (this.unread > 0) this.planPrefill(step);
    else this.planDecode(step, rows);
    return true;
  }

  advance(steps: number, end: number): void {
    if (this.unread > 0) {
      this.read(this.rowsOfPass());
      if (this.unread > 0) return;
      this.produced = 1;
      for (const request of this.batch) {
        this.events.firstToken(request, end);
        this.enter(request, phase.decoding);
      }
    } else {
      this.produced += steps;
    }
    while (this.done < this.byOutput.length && this.outputOf(this.done) <= this.produced) {
      const request = this.byOutput[this.done++]!;
      this.pool.lastToken[request] = end;
      this.enter(request, phase.held);
    }
    if (this.done === this.batch.length) this.complete(end);
  }

  /** A batch runs to its end whoever still wants it; only a waiting request can be taken back. */
  cancel(request: number, now: number): void {
    this.events.gaveUp(request, now);
    if (this.batch.includes(request)) this.queue.abandon(request, now);
    else this.queue.withdraw(request, now);
  }

  /** The next prompts of the batch are computed. */
  private read(rows: number): void {
    const from = this.batch.length - this.unread;
    for (const request of this.batch.slice(from, from + rows))
      this.pool.computed[request] = this.pool.prompt[request]!;
    this.unread -= rows;
  }

  /** A request whose client gave up stays what it is. */
  private enter(request: number, next: number): void {
    if (this.pool.phase[request] !== phase.cancelled) this.pool.phase[request] = next;
  }

  private outputOf(place: number): number {
    return this.pool.wanted[this.byOutput[place]!]!;
  }

  /** Rows of padded prompts that fit the token budget of one pass; at least one. */
  private rowsOfPass(): number {
    return Math.min(this.unread, Math.max(1, Math.floor(this.limits.stepTokens / this.longestPrompt)));
  }

  private planPrefill(step: Step): void {
    const rows = this.rowsOfPass();
    step.prefillTokens = rows * this.longestPrompt;
    step.prefillAttention = rows * this.limits.prefillAttention(this.longestPrompt, 0);
    step.decodes = 0;
    step.sampled = rows;
    step.gaps = 0;
    step.context = 0;
    step.window = 0;
    step.contextGrowth = 0;
    step.windowGrowth = 0;
    step.repeat = 1;
  }

  private planDecode(step: Step, rows: number): void {
    const length = this.longestPrompt + this.produced;
    step.prefillTokens = 0;
    step.prefillAttention = 0;
    step.decodes = rows;
    step.sampled = rows;
    step.gaps = rows - this.done;
    step.context = rows * length;
    step.window = rows * Math.min(length, this.limits.window);
    step.contextGrowth = rows;
    const growing = length < this.limits.window;
    step.windowGrowth = growing ? rows : 0;
    const toNextDone = this.outputOf(this.done) - this.produced;
    step.repeat = growing ? Math.min(toNextDone, this.limits.window - length) : toNextDone;
  }

  /** Takes the next batch: as many as wait, fit the slots and, padded, the KV cache. */
  private form(now: number): boolean {
    this.dropImpossible(now);
    const head = this.queue.head();
    if (head < 0) return false;
    const ready = Math.min(this.queue.waiting, this.limits.slots);
    const size = this.former.size(now, ready, this.pool.arrived[head]!);
    if (size === 0) return false;
    this.longestPrompt = 0;
    this.longestOutput = 0;
    while (this.batch.length < size) {
      this.dropImpossible(now);
      const request = this.queue.head();
      if (request < 0) break;
      const prompt = Math.max(this.longestPrompt, this.pool.prompt[request]!);
      const output = Math.max(this.longestOutput, this.pool.wanted[request]!);
      const blocks = (this.batch.length + 1) * blocksFor(this.limits, prompt + output);
      if (this.batch.length > 0 && blocks > this.limits.blocks) break;
      this.longestPrompt = prompt;
      this.longestOutput = output;
      this.queue.take();
      this.pool.slot[request] = this.batch.length;
      this.events.scheduled(request, now);
      this.pool.phase[request] = phase.prefilling;
      this.batch.push(request);
    }
    this.byOutput = [...this.batch].sort((left, right) => this.pool.wanted[left]! - this.pool.wanted[right]!);
    this.unread = this.batch.length;
    this.produced = 0;
    this.done = 0;
    return true;
  }

  private dropImpossible(now: number): void {
    for (;;) {
      const request = this.queue.head();
      if (request < 0) return;
      const wanted = admittedOutput(this.limits, this.pool.prompt[request]!, this.pool.output[request]!);
      this.pool.wanted[request] = wanted;
      if (wanted > 0) return;
      this.queue.take();
      this.events.rejected(request, now);
      this.queue.leave(request, now);
      this.queue.advanceTo(now);
    }
  }

  private complete(end: number): void {
    for (const request of this.batch) {
      if (this.pool.phase[request] === phase.cancelled) {
        this.pool.free(request);
        continue;
      }
      this.events.finished(request, end, end, this.pool.wanted[request]!);
      this.queue.leave(request, end);
    }
    this.batch = [];
    this.byOutput = [];
    this.done = 0;
  }
}
