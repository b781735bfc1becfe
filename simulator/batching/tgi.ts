import type { WaitingVisitor } from '../engine/arrival-queue.ts';
import type { Capacity } from './capacity.ts';
import type { InFlightBatch } from './in-flight-batch.ts';
import { InFlightScheduler } from './in-flight-scheduler.ts';
import type { Limits, Step } from './scheduler.ts';

export interface TgiSettings {
  /** New requests join when they are so many times those that run (`--waiting-served-ratio`). */
  readonly waitingServedRatio: number;
  /** Or when so many tokens were generated since the last ones joined (`--max-waiting-tokens`). */
  readonly maxWaitingTokens: number;
}

/**
 * Text Generation Inference: the router's `batching_task` (backends/v3/src/backend.rs; router/src/infer/ before 3.0) and
 * its queue's `next_batch` (queue.rs).
 *
 * After each decode step the router looks into the queue. It takes a batch of new requests only when they are enough,
 * or when it has not taken any for a while; while their prompts are computed the others wait, and then all decode
 * together, at least once. A request is admitted with blocks for its prompt and its whole answer.
 *
 * With chunked prefill (from 3.0 on) there is no least number: new prompts join the running batch in one pass, up to
 * the token budget, and the next pass takes nobody new.
 */
export class TgiScheduler extends InFlightScheduler implements WaitingVisitor {
  private readonly settings: TgiSettings;
  /** Passes since new requests joined. */
  private waitingTokens = 0;
  /** New requests joined others in the last pass: the next one is for all, and for nobody new. */
  private mustDecode = false;
  private decodes = false;
  private lastRows = 0;
  /** While the queue is looked through: who is chosen, and what they leave. */
  private chosen = 0;
  private promptsLeft = 0;
  private blocksLeft = 0;
  private slotsLeft = 0;

  constructor(batch: InFlightBatch, limits: Limits, capacity: Capacity, settings: TgiSettings) {
    super(batch, limits, capacity);
    this.settings = settings;
  }

  plan(now: number, step: Step): boolean {
    const { batch } = this;
    batch.begin(now, step);
    return this.limits.chunkedPrefill ? this.planChunks(step) : this.planWhole(step);
  }

  override advance(steps: number, end: number): void {
    this.lastRows = this.batch.running;
    super.advance(steps, end);
    if (this.decodes) this.waitingTokens += steps;
  }

  private planWhole(step: Step): boolean {
    const { batch, settings } = this;
    const { running } = batch;
    const waitedLong = this.waitingTokens >= settings.maxWaitingTokens;
    const least = running === 0 || waitedLong ? 1 : Math.floor(running * settings.waitingServedRatio);
    if (!this.mustDecode && this.admit(step, this.limits.stepTokens, Math.max(1, least))) {
      this.waitingTokens = 1;
      this.mustDecode = running > 0;
      this.decodes = false;
      return batch.finish(step, false, false, false);
    }
    return this.planDecode(step, waitedLong);
  }

  /** Everybody decodes, until something changes who may join. */
  private planDecode(step: Step, waitedLong: boolean): boolean {
    const { batch, settings } = this;
    const somebodyWaits = batch.head() >= 0;
    const once = this.mustDecode && somebodyWaits;
    this.mustDecode = false;
    this.decodes = true;
    const runs = batch.finish(step, !(somebodyWaits && waitedLong), once);
    if (somebodyWaits && !waitedLong) {
      step.repeat = Math.min(step.repeat, Math.max(1, settings.maxWaitingTokens - this.waitingTokens));
    }
    return runs;
  }

  private planChunks(step: Step): boolean {
    const { batch, limits } = this;
    const { running } = batch;
    // What is left of the budget beside a token for each other request (flash_causal_lm.py, `next_chunk_lengths`).
    let budget = limits.stepTokens - (this.lastRows - 1);
    let tokens = batch.decoding.size;
    for (const request of batch.partial) {
      const left = batch.promptOf(request) - batch.pool.computed[request]!;
      const chunk = Math.max(1, Math.min(left, budget));
      batch.compute(request, chunk, step);
      budget -= chunk;
      tokens += chunk;
    }
    const joined = !this.mustDecode && this.admit(step, limits.stepTokens - tokens, 1);
    const once = this.mustDecode && batch.head() >= 0;
    this.mustDecode = joined && running > 0;
    this.decodes = true;
    return batch.finish(step, batch.head() < 0, once);
  }

  /** `next_batch`: starts the requests at the front that fit, if they are at least so many. */
  private admit(step: Step, budget: number, least: number): boolean {
    const { batch } = this;
    if (batch.waiting < least) return false;
    this.open(budget);
    batch.showWaiting(this);
    if (this.chosen < Math.max(1, least)) return false;
    let left = budget;
    for (; this.chosen > 0; this.chosen--) {
      const request = batch.head();
      const chunk = Math.min(left, batch.promptOf(request));
      batch.start(request);
      batch.compute(request, chunk, step);
      left -= chunk;
    }
    return true;
  }

  private open(budget: number): void {
    const { limits } = this;
    this.chosen = 0;
    this.promptsLeft = budget;
    this.blocksLeft = limits.blocks - this.capacity.usedBlocks;
    this.slotsLeft = limits.slots - this.batch.running;
  }

  /** Counts the requests at the front that fit the step and the memory. */
  visit(request: number): boolean {
    const { batch, limits } = this;
    if (this.slotsLeft === 0 || this.promptsLeft <= 0) return false;
    if (!batch.mayRun(request)) return true;
    const prompt = batch.promptOf(request);
    const blocks = this.capacity.blocksOf(prompt, batch.longest(request));
    if (blocks > this.blocksLeft || (prompt > this.promptsLeft && !limits.chunkedPrefill)) return false;
    this.chosen++;
    this.promptsLeft -= prompt;
    this.blocksLeft -= blocks;
    this.slotsLeft--;
    return true;
  }
}
