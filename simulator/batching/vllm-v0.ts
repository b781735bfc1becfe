import { phase } from '../engine/request-pool.ts';
import type { Capacity } from './capacity.ts';
import type { InFlightBatch } from './in-flight-batch.ts';
import { InFlightScheduler } from './in-flight-scheduler.ts';
import { blocksFor } from './limits.ts';
import type { Limits, Step } from './scheduler.ts';
import type { SwapSpace } from './swap-space.ts';

export interface VllmV0Settings {
  /** Share of all blocks that an admission leaves free (core/block_manager.py: `watermark`). */
  readonly watermark: number;
  /** Prompts wait until the oldest has waited so many times the last prompt step (`--scheduler-delay-factor`). */
  readonly delayFactor: number;
  /** Up to 0.3.3 a step's prompts were padded to the longest, by so many tokens at most (`--max-paddings`). */
  readonly maxPaddings: number | undefined;
}

/**
 * vLLM's V0 engine (core/scheduler.py, `Scheduler`), the default up to 0.7.
 *
 * Without chunked prefill (`_schedule_default`) waiting prompts come first: as many whole ones as the token budget
 * takes make a step of their own, for which everybody who decodes has to wait. With it (`_schedule_chunked_prefill`)
 * decoding requests come first and prompts share what they leave of the budget.
 *
 * A prompt is given blocks for all its tokens at once and leaves the watermark free (`can_allocate`): LATER stops the
 * queue, NEVER turns the request away. When a decode step lacks a block, the last to have started is sent back and
 * computed anew (`_preempt_by_recompute`).
 */
export class VllmV0Scheduler extends InFlightScheduler {
  private readonly settings: VllmV0Settings;
  private readonly watermarkBlocks: number;
  /** When the last step was planned, whether it took prompts, and how long the last one that did took. */
  private planned = 0;
  private tookPrompts = false;
  private promptLatency = 0;
  /** Nobody is admitted before: the delay factor. */
  private opensAt = Number.NEGATIVE_INFINITY;

  /** Absent where pre-empted requests are computed anew. */
  private readonly swap: SwapSpace | undefined;

  constructor(
    batch: InFlightBatch,
    limits: Limits,
    capacity: Capacity,
    settings: VllmV0Settings,
    swap?: SwapSpace,
  ) {
    super(batch, limits, capacity);
    this.swap = swap;
    this.settings = settings;
    this.watermarkBlocks = Math.floor(settings.watermark * limits.blocks);
  }

  plan(now: number, step: Step): boolean {
    const { batch } = this;
    batch.begin(now, step);
    return this.limits.chunkedPrefill ? this.planMixed(step) : this.planPromptsFirst(step);
  }

  override cancel(request: number, now: number): void {
    this.swap?.drop(request, this.batch);
    super.cancel(request, now);
  }

  private planPromptsFirst(step: Step): boolean {
    const { batch } = this;
    // Whoever is swapped out comes before all prompts.
    let blocked = this.isSwapping || this.admit(step, this.limits.stepTokens);
    if (batch.prompts > 0) return batch.finish(step, false, false, false);
    const displaced = batch.heedsPriority && this.displace();
    const sentBack = this.makeRoom() || displaced;
    if (!sentBack && this.comeBack()) return this.finish(step, false, true);
    if (batch.running === 0 && !this.isSwapping) blocked = this.admit(step, this.limits.stepTokens);
    return this.finish(step, !blocked || batch.heedsPriority, sentBack);
  }

  private planMixed(step: Step): boolean {
    const { batch, limits } = this;
    const sentBack = this.makeRoom();
    const cameBack = !sentBack && this.comeBack();
    let budget = limits.stepTokens - batch.decoding.size;
    for (const request of batch.partial) {
      const tokens = Math.min(budget, batch.promptOf(request) - batch.pool.computed[request]!);
      if (tokens <= 0) break;
      batch.compute(request, tokens, step);
      budget -= tokens;
    }
    const blocked = sentBack || this.admit(step, budget);
    return this.finish(step, !blocked || batch.heedsPriority, sentBack || cameBack);
  }

  private get isSwapping(): boolean {
    return this.swap !== undefined && this.swap.length > 0;
  }

  /** Frees blocks for the next decode step: the last to have started goes (`_preempt`). True: somebody went. */
  private makeRoom(): boolean {
    const { batch, capacity, swap } = this;
    if (!swap) return batch.makeRoom();
    let went = false;
    while (!capacity.allowsStep(batch.decoding.tick) && batch.list.last >= 0) {
      const last = batch.list.last;
      const swaps = batch.pool.phase[last] === phase.decoding && swap.takeOut(last, batch);
      if (!swaps) batch.sendBack(last);
      went = true;
    }
    return went;
  }

  /** `_schedule_swapped`. True: somebody decodes again. */
  private comeBack(): boolean {
    const { batch, capacity, limits } = this;
    if (!this.swap || this.swap.length === 0) return false;
    // Alone in the engine it needs no watermark, or it would wait for ever.
    return this.swap.putBack(batch, (blocks) => {
      const spare = batch.running === 0 ? 0 : this.watermarkBlocks;
      return capacity.allowsStep(batch.decoding.tick, blocks + spare) && blocks <= limits.blocks;
    });
  }

  private finish(step: Step, cutAtArrival: boolean, sentBack: boolean): boolean {
    const { batch } = this;
    const closed = this.opensAt > batch.now;
    // An urgent request that is held back displaces others as soon as memory gets short.
    const runs = batch.finish(step, cutAtArrival, sentBack || (closed && batch.heedsPriority));
    if (closed) step.until = this.opensAt;
    if (this.swap) {
      step.fetching += this.swap.copying;
      this.swap.copying = 0;
    }
    return runs;
  }

  /** Admits waiting prompts (`_schedule_prefills`). True: somebody waits whom no arrival can help. */
  private admit(step: Step, tokens: number): boolean {
    const { batch, limits } = this;
    const alone = batch.running === 0;
    let sum = 0;
    let longest = 0;
    this.timePrompts();
    for (;;) {
      const request = batch.head();
      if (request < 0) break;
      if (!alone && !this.isDue(request)) break;
      const prompt = batch.promptOf(request);
      if (this.isHopeless(prompt)) {
        batch.refuse(request);
        continue;
      }
      if (!this.hasRoom(prompt) || batch.running >= limits.slots) break;
      const left = tokens - sum;
      const uncached = prompt - batch.pool.computed[request]!;
      const chunk = limits.chunkedPrefill ? Math.min(uncached, left) : uncached;
      longest = Math.max(longest, prompt);
      if (chunk <= 0 || chunk > left || !this.allowsPadding(longest, sum + chunk, tokens)) break;
      batch.start(request);
      batch.compute(request, chunk, step);
      sum += chunk;
      if (this.settings.maxPaddings !== undefined) step.prefillTokens = batch.prompts * longest;
    }
    this.tookPrompts = batch.prompts > 0;
    return batch.head() >= 0;
  }

  /** `can_allocate`: OK or LATER. In a mixed step those who decode have had their blocks before. */
  private hasRoom(prompt: number): boolean {
    const { batch, capacity, limits } = this;
    const blocks = blocksFor(limits, prompt) + this.watermarkBlocks;
    return limits.chunkedPrefill
      ? capacity.allowsStep(batch.decoding.tick, blocks)
      : capacity.usedBlocks + blocks <= limits.blocks;
  }

  /** Longer than a step, or than all blocks but the watermark (NEVER): ignored, with an empty answer. */
  private isHopeless(prompt: number): boolean {
    const { limits } = this;
    if (!limits.chunkedPrefill && prompt > limits.stepTokens) return true;
    return limits.blocks - blocksFor(limits, prompt) < this.watermarkBlocks;
  }

  /** Are so many more prompts, of so many tokens together, few enough when all are as long as the longest? */
  private allowsPadding(longest: number, sum: number, tokens: number): boolean {
    const { maxPaddings } = this.settings;
    if (maxPaddings === undefined) return true;
    const padded = (this.batch.prompts + 1) * longest;
    return padded <= tokens && padded - sum <= maxPaddings;
  }

  /** Sends less urgent requests back until the one at the front has room (`_schedule_priority_preemption`). */
  private displace(): boolean {
    const { batch } = this;
    const { pool, list } = batch;
    const urgent = batch.head();
    let displaced = false;
    while (urgent >= 0 && !(this.hasRoom(batch.promptOf(urgent)) && batch.running < this.limits.slots)) {
      let victim = list.last;
      for (let each = list.last; each >= 0; each = pool.before[each]!) {
        const less = pool.priority[each]! - pool.priority[victim]!;
        if (less > 0 || (less === 0 && pool.arrived[each]! > pool.arrived[victim]!)) victim = each;
      }
      if (victim < 0 || pool.priority[victim]! <= pool.priority[urgent]!) break;
      batch.sendBack(victim);
      displaced = true;
    }
    return displaced;
  }

  /** How long the last step with prompts took, known when the next one is planned. */
  private timePrompts(): void {
    const { now } = this.batch;
    if (this.tookPrompts) this.promptLatency = now - this.planned;
    this.planned = now;
    this.tookPrompts = false;
    this.opensAt = Number.NEGATIVE_INFINITY;
  }

  /** `_passed_delay`: prompts are held back so that more of them come together. */
  private isDue(request: number): boolean {
    const { delayFactor } = this.settings;
    if (delayFactor <= 0) return true;
    this.opensAt = this.batch.pool.arrived[request]! + delayFactor * this.promptLatency;
    return this.batch.now > this.opensAt;
  }
}
