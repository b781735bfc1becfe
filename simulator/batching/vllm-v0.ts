import { phase } from '../engine/request-pool.ts';
import type { Capacity } from './capacity.ts';
import type { InFlightBatch } from './in-flight-batch.ts';
import { InFlightScheduler } from './in-flight-scheduler.ts';
import { blocksFor } from './limits.ts';
import type { Limits, Step } from './scheduler.ts';
import type { SwapSpace } from './swap-space.ts';
import { type PartialPrefillSettings, PartialPrefills } from './vllm-v0-prefills.ts';

export interface VllmV0Settings {
  /** Share of all blocks that an admission leaves free (core/block_manager.py: `watermark`). */
  readonly watermark: number;
  /** Prompts wait until the oldest has waited so many times the last prompt step (`--scheduler-delay-factor`). */
  readonly delayFactor: number;
  /** Up to 0.3.3 a step's prompts were padded to the longest, by so many tokens at most (`--max-paddings`). */
  readonly maxPaddings: number | undefined;
  /** Decode steps that are planned at once (`--num-scheduler-steps`). */
  readonly stepsAtOnce: number;
  readonly partialPrefills: PartialPrefillSettings;
}

/**
 * vLLM's V0 engine (core/scheduler.py, `Scheduler`), the default up to 0.7.
 *
 * Without chunked prefill (`_schedule_default`) waiting prompts come first: as many whole ones as the token budget
 * takes make a step of their own, for which everybody who decodes has to wait. With it (`_schedule_chunked_prefill`)
 * decoding requests come first and prompts share what they leave of the budget, as `PartialPrefills` says.
 *
 * Several decode steps planned at once (worker/multi_step_model_runner.py) are one for whoever comes or goes: nobody
 * starts before they are done, and who has its answer is computed to their end and keeps its row and blocks. Prompts
 * are not cut then; without chunked prefill a step of prompts is one alone.
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
  /** Steps that are planned already. */
  private left = 0;
  private readonly prefills: PartialPrefills;
  /** Blocks that prompts of this step will take as they decode in the steps after it. */
  private ahead = 0;

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
    this.prefills = new PartialPrefills(batch, limits, settings.partialPrefills);
  }

  plan(now: number, step: Step): boolean {
    const { batch } = this;
    batch.begin(now, step);
    if (this.left > 0 && batch.finish(step, false, false)) {
      step.repeat = Math.min(step.repeat, this.left);
      return true;
    }
    this.left = 0;
    if (batch.lateRows > 0) batch.forgetAnswered();
    const runs = this.limits.chunkedPrefill ? this.planMixed(step) : this.planPromptsFirst(step);
    const most = this.settings.stepsAtOnce;
    if (runs && most > 1 && (this.limits.chunkedPrefill || batch.prompts === 0)) {
      this.left = most;
      step.repeat = Math.min(step.repeat, most);
      step.untilArrival = false;
      step.until = Number.POSITIVE_INFINITY;
    }
    return runs;
  }

  override advance(steps: number, end: number): void {
    super.advance(steps, end);
    this.left -= Math.min(this.left, steps);
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
    this.prefills.open();
    for (const request of batch.partial) {
      const tokens = this.prefills.chunk(request, budget);
      if (tokens <= 0) break;
      batch.compute(request, tokens, step);
      budget -= tokens;
    }
    // Who was alone and went is tried again at once.
    const blocked = (sentBack && batch.running > 0) || this.admit(step, budget);
    return this.finish(step, !blocked || batch.heedsPriority, sentBack || cameBack);
  }

  private get isSwapping(): boolean {
    return this.swap !== undefined && this.swap.length > 0;
  }

  /** Frees blocks for the next decode step: the last to have started goes (`_preempt`). True: somebody went. */
  private makeRoom(): boolean {
    const { batch, swap } = this;
    if (!swap && this.settings.stepsAtOnce === 1) return batch.makeRoom();
    let went = false;
    while (!this.holdsSteps() && batch.list.last >= 0) {
      const last = batch.list.last;
      const swaps = swap && batch.pool.phase[last] === phase.decoding && swap.takeOut(last, batch);
      if (!swaps) batch.sendBack(last);
      went = true;
    }
    return went;
  }

  /** Are there blocks for all steps that are planned at once (`num_lookahead_slots`), and for `more` besides? */
  private holdsSteps(more = 0): boolean {
    const { batch, capacity, limits } = this;
    const most = this.settings.stepsAtOnce;
    if (most === 1) return capacity.allowsStep(batch.decoding.tick, more);
    return capacity.usedBlocks + capacity.taken(most, batch.decoding.tick) + more <= limits.blocks;
  }

  /** `_schedule_swapped`. True: somebody decodes again. */
  private comeBack(): boolean {
    const { batch, limits } = this;
    if (!this.swap || this.swap.length === 0) return false;
    // Alone in the engine it needs no watermark, or it would wait for ever.
    return this.swap.putBack(batch, (blocks) => {
      const spare = batch.running === 0 ? 0 : this.watermarkBlocks;
      return this.holdsSteps(blocks + spare) && blocks <= limits.blocks;
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
    this.ahead = 0;
    let sum = 0;
    let longest = 0;
    this.timePrompts();
    for (;;) {
      const request = this.next();
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
      const chunk = this.cuts ? this.prefills.chunk(request, left) : uncached;
      longest = Math.max(longest, prompt);
      if (chunk <= 0 || chunk > left || !this.allowsPadding(longest, sum + chunk, tokens)) break;
      if (this.prefills.several) batch.startBefore(request);
      else batch.start(request);
      batch.compute(request, chunk, step);
      this.prefills.takes(request);
      this.ahead += this.blocksAhead(prompt);
      sum += chunk;
      if (this.settings.maxPaddings !== undefined) step.prefillTokens = batch.prompts * longest;
    }
    this.tookPrompts = batch.prompts > 0;
    return batch.head() >= 0;
  }

  /** Are prompts cut? Not where several steps are planned at once. */
  private get cuts(): boolean {
    return this.limits.chunkedPrefill && this.settings.stepsAtOnce === 1;
  }

  /** The request at the front, or the first that does not have to let others pass. −1: nobody waits. */
  private next(): number {
    const { batch, prefills } = this;
    const head = batch.head();
    if (head < 0 || !this.cuts || !prefills.passes(head)) return head;
    let next = -1;
    batch.showWaiting({
      visit: (request) => {
        if (prefills.passes(request) || !batch.mayRun(request)) return true;
        next = request;
        return false;
      },
    });
    return next;
  }

  /** Blocks that a prompt takes besides its own as it decodes in the steps that are planned with it. */
  private blocksAhead(prompt: number): number {
    const { limits, settings } = this;
    if (settings.stepsAtOnce === 1 || !limits.chunkedPrefill) return 0;
    return blocksFor(limits, prompt + settings.stepsAtOnce) - blocksFor(limits, prompt);
  }

  /** `can_allocate`: OK or LATER. In a mixed step those who decode have had their blocks before. */
  private hasRoom(prompt: number): boolean {
    const { capacity, limits } = this;
    const blocks = blocksFor(limits, prompt) + this.watermarkBlocks + this.blocksAhead(prompt);
    return limits.chunkedPrefill
      ? this.holdsSteps(blocks + this.ahead)
      : capacity.usedBlocks + blocks <= limits.blocks;
  }

  /** Longer than a step, or than all blocks but the watermark (NEVER): ignored, with an empty answer. */
  private isHopeless(prompt: number): boolean {
    const { limits } = this;
    if (!this.cuts && prompt > limits.stepTokens) return true;
    return limits.blocks - blocksFor(limits, prompt) - this.blocksAhead(prompt) < this.watermarkBlocks;
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
