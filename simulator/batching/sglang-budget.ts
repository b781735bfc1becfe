import type { SglangSettings } from './sglang.ts';

/**
 * How many tokens one prefill step of SGLang may take: PrefillAdder of managers/schedule_policy.py. Three budgets: the
 * memory that is free now, the memory that is free once running requests have what they may still generate, and the
 * tokens of the step. Each prompt is charged in whole pages and one page besides, and with its whole answer.
 */
export class PrefillBudget {
  /** Tokens of memory, reckoned with what is still to be generated, and as it is now. */
  private total = 0;
  private current = 0;
  /** Prompt tokens of the step, all of them and those of its chunks. */
  private input = 0;
  private chunks = 0;
  private chunked = false;
  /** No memory is left for anybody (NO_TOKEN). */
  isSpent = false;
  private readonly page: number;

  constructor(page: number) {
    this.page = page;
  }

  /**
   * @param free tokens of memory
   * @param beside decoding requests that are in the step too
   * @param reserved tokens kept for running requests
   */
  open(free: number, settings: SglangSettings, beside: number, reserved: number): void {
    this.total = free - beside - reserved;
    this.current = free - beside;
    this.input = settings.maxPrefillTokens - beside;
    this.chunked = settings.chunkedPrefillSize !== undefined;
    this.chunks = (settings.chunkedPrefillSize ?? 0) - beside;
    this.isSpent = false;
  }

  /** May another prompt be tried (`budget_state`)? */
  get isOpen(): boolean {
    return !this.isSpent && this.input > 0 && (!this.chunked || this.chunks > 0);
  }

  /** So many tokens of the cache that nobody used are found and can no longer be evicted (`_lock_node`). */
  lock(tokens: number): void {
    this.total -= tokens;
    this.current -= tokens;
  }

  /**
   * Tokens of a waiting prompt that the step takes, 0 for none (`add_one_req`).
   * @param answer tokens that it may still generate
   * @param first whether it is the step's first prompt
   */
  admit(prompt: number, answer: number, first: boolean): number {
    if (prompt + answer + this.page >= this.total) {
      this.isSpent = true;
      return 0;
    }
    const paged = this.inPages(prompt);
    if (!this.chunked) return !first && paged >= this.input ? 0 : prompt;
    if (paged <= this.chunks) return prompt;
    return Math.max(0, Math.floor(this.chunks / this.page) * this.page);
  }

  /** Tokens that the step takes of a prompt that is computed in part (`add_chunked_req`). */
  chunk(left: number): number {
    return Math.min(left, this.chunks, Math.floor(this.current / this.page) * this.page);
  }

  /** Takes a chunk, and with the last one the answer, off the budgets (`_update_prefill_budget`). */
  charge(tokens: number, answer: number): void {
    const paged = this.inPages(tokens);
    this.total -= paged + answer + this.page;
    this.current -= paged + this.page;
    this.input -= paged;
    this.chunks -= paged;
    this.isSpent = this.total <= 0 || this.current <= 0;
  }

  private inPages(tokens: number): number {
    return Math.ceil(tokens / this.page) * this.page;
  }
}
