import type { InFlightBatch } from './in-flight-batch.ts';
import type { Limits } from './scheduler.ts';

export interface PartialPrefillSettings {
  /** Prompts that may be computed in part at the same time (`--max-num-partial-prefills`). */
  readonly most: number;
  /** Long ones among them (`--max-long-partial-prefills`). */
  readonly mostLong: number;
  /** With more tokens to compute than these a prompt is long (`--long-prefill-token-threshold`). */
  readonly longTokens: number;
}

/**
 * Which prompts share a step of vLLM V0 with chunked prefill, and how many tokens each gets (core/scheduler.py of
 * 0.7.3, `PartialPrefillMetadata`, `partial_prefill_budget_lookup_list`, `_chunk_new_tokens_to_schedule`): as many as
 * may and do want to be computed have equal parts of the step's budget, and short ones pass long ones of which there
 * are enough. With one at a time the first gets all that is left. A cut prompt ends at a block where prefixes are
 * cached.
 */
export class PartialPrefills {
  private readonly batch: InFlightBatch;
  private readonly limits: Limits;
  private readonly settings: PartialPrefillSettings;
  private part = 0;
  private long = 0;
  private prompts = 0;
  private waitingLong = 0;
  /** Shown who waits: counts who will be computed in part in this step. */
  private readonly count = {
    visit: (request: number): boolean => {
      const { most, mostLong } = this.settings;
      if (this.prompts >= most) return false;
      if (this.isLong(this.batch.promptOf(request))) {
        if (this.long + this.waitingLong >= mostLong) return true;
        this.waitingLong++;
      }
      this.prompts++;
      return true;
    },
  };

  constructor(batch: InFlightBatch, limits: Limits, settings: PartialPrefillSettings) {
    this.batch = batch;
    this.limits = limits;
    this.settings = settings;
  }

  /** Several at a time? */
  get several(): boolean {
    return this.settings.most > 1;
  }

  /** A step is planned: looks who is computed in part and who waits. */
  open(): void {
    const { batch, limits, settings } = this;
    if (!this.several) {
      this.part = limits.stepTokens;
      return;
    }
    this.prompts = batch.partial.length;
    this.long = 0;
    this.waitingLong = 0;
    for (const request of batch.partial) if (this.isLong(this.leftOf(request))) this.long++;
    batch.showWaiting(this.count);
    this.part = Math.floor(limits.stepTokens / Math.max(1, Math.min(this.prompts, settings.most)));
  }

  /** A waiting prompt is passed over: it is long, and enough of them are computed. */
  passes(request: number): boolean {
    return this.several && this.long >= this.settings.mostLong && this.isLong(this.batch.promptOf(request));
  }

  /** A waiting prompt is computed from now on. */
  takes(request: number): void {
    if (this.isLong(this.batch.promptOf(request))) this.long++;
  }

  /** Tokens of a prompt that the step computes, of `left` in its budget. */
  chunk(request: number, left: number): number {
    const wanted = this.leftOf(request);
    const most = Math.min(left, this.part);
    if (wanted <= most || !this.batch.prefixes) return Math.min(wanted, most);
    return Math.floor(most / this.limits.blockTokens) * this.limits.blockTokens;
  }

  private leftOf(request: number): number {
    return this.batch.promptOf(request) - this.batch.pool.computed[request]!;
  }

  private isLong(tokens: number): boolean {
    return tokens > this.settings.longTokens;
  }
}
