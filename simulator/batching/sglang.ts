import { phase } from '../engine/request-pool.ts';
import type { Capacity } from './capacity.ts';
import type { InFlightBatch } from './in-flight-batch.ts';
import { InFlightScheduler } from './in-flight-scheduler.ts';
import type { Limits, Step } from './scheduler.ts';
import { PrefillBudget } from './sglang-budget.ts';
import { type QueueOrderSettings, SglangOrder } from './sglang-order.ts';

export interface SglangSettings {
  /** Tokens of one prefill step; undefined where prompts are not cut (`--chunked-prefill-size -1`). */
  readonly chunkedPrefillSize: number | undefined;
  /** Prompt tokens of one prefill step, of which the first prompt alone may be longer (`--max-prefill-tokens`). */
  readonly maxPrefillTokens: number;
  /** Decoding requests join prefill steps instead of waiting for them (`--enable-mixed-chunk`). */
  readonly mixedChunk: boolean;
  /** Share of what running requests may still generate that is kept free for them: at first, at last, and how fast. */
  readonly newTokenRatio: { readonly first: number; readonly last: number; readonly decaySteps: number };
  /** Steps for which a retraction makes room (`retract_decode_steps`). */
  readonly retractSteps: number;
  /** Of an answer at most so many tokens are reckoned with (`CLIP_MAX_NEW_TOKENS`). */
  readonly clipNewTokens: number;
  /** In which order who waits is tried (`--schedule-policy`). */
  readonly order: QueueOrderSettings;
}

/**
 * SGLang (managers/scheduler.py, `Scheduler.get_next_batch_to_run`): whenever a prompt can be admitted, or one is
 * computed in part, the step is a prefill step, for which everybody who decodes waits; with mixed chunks they join it.
 * Otherwise everybody decodes.
 *
 * Who is admitted is PrefillAdder's business (managers/schedule_policy.py; here `PrefillBudget`). It keeps room for a
 * share of what running requests may still generate. That share falls with every decode step; when it fell too far and
 * memory runs out, requests with the fewest tokens are retracted (`ScheduleBatch.retract_decode`), wait at the end of
 * the queue, and the share is set anew. Once the memory is full nobody is tried until somebody is done
 * (`batch_is_full`).
 *
 * The overlap scheduler (`event_loop_overlap`) plans a step when the one before it begins: an arrival waits a step
 * longer, and who has its answer is computed once more, whether by a stop token or by `max_new_tokens`.
 *
 * An answer is taken to be as long as the request allows (`max_new_tokens`), as benchmarks have it. The order of the
 * queue is `SglangOrder`'s; what a prompt shares with the radix cache need not be computed.
 */
export class SglangScheduler extends InFlightScheduler {
  private readonly settings: SglangSettings;
  private readonly budget: PrefillBudget;
  private readonly order: SglangOrder;
  /** The share of tokens kept free: what it was set to, and decode steps since. */
  private ratioSet: number;
  private decays = 0;
  private full = false;
  private prefills = false;
  private retracted = false;

  constructor(batch: InFlightBatch, limits: Limits, capacity: Capacity, settings: SglangSettings) {
    super(batch, limits, capacity);
    this.settings = settings;
    this.budget = new PrefillBudget(limits.blockTokens);
    this.order = new SglangOrder(batch, limits, settings.order);
    this.ratioSet = settings.newTokenRatio.first;
  }

  plan(now: number, step: Step): boolean {
    const { batch } = this;
    batch.begin(now, step);
    // With priorities an urgent request is tried however full the memory was found (`try_preemption`).
    if (batch.heedsPriority) this.full = false;
    const mixed = this.settings.mixedChunk && batch.decoding.size > 0;
    this.prefill(step, mixed);
    this.prefills = batch.prompts > 0;
    this.retracted = false;
    if (this.prefills) {
      // A batch that nobody decoded in before is a new one, and so is a mixed one: neither is marked full.
      if (mixed || batch.decoding.size === 0) this.full = false;
      batch.finish(step, false, false, mixed);
      // Who is computed once too often is so in a step that decodes.
      if (!mixed) step.wastedRows = 0;
      return true;
    }
    this.retracted = this.retract();
    // Whoever is tried in every step may fit as the share falls, as full windows take no more memory, or when others
    // come to the front.
    const tries = !this.full || batch.heedsPriority;
    const eases =
      this.order.changes ||
      this.newTokenRatio() > this.settings.newTokenRatio.last ||
      this.limits.keptTokens < Number.POSITIVE_INFINITY;
    const runs = batch.finish(step, tries, this.retracted || (tries && eases && batch.waiting > 0));
    if (!runs) {
      this.ratioSet = this.settings.newTokenRatio.first;
      this.decays = 0;
    }
    return runs;
  }

  override advance(steps: number, end: number): void {
    const { batch } = this;
    const before = batch.running;
    const late = batch.lateRows;
    super.advance(steps, end);
    if (!this.prefills && !this.retracted) this.decays += steps;
    // Where steps overlap it is known a step later that somebody has gone.
    const gone = this.overlaps ? late > 0 : batch.running < before;
    if (gone || (this.prefills && batch.partial.length > 0)) this.full = false;
  }

  override cancel(request: number, now: number): void {
    super.cancel(request, now);
    this.full = false;
  }

  /** `get_new_batch_prefill`: the prompt that is computed in part first, then whom the budget admits. */
  private prefill(step: Step, mixed: boolean): void {
    const { batch, limits, settings, budget } = this;
    const started = batch.partial[0] ?? -1;
    if (started < 0 && (this.full || batch.head() < 0)) return;
    if (batch.decoding.size + batch.lateRows >= limits.slots) {
      this.full = true;
      return;
    }
    this.order.sort();
    const beside = mixed ? batch.decoding.size : 0;
    const free = (limits.blocks - this.capacity.usedBlocks) * limits.blockTokens;
    budget.open(free, settings, beside, this.newTokenRatio() * this.tokensLeft());
    if (started >= 0) this.goOn(started, step);
    for (let request = this.candidate(); request >= 0; request = this.candidate()) {
      if (batch.running + batch.lateRows >= limits.slots) {
        this.full = true;
        return;
      }
      const left = this.leftToGenerate(request);
      const done = batch.pool.computed[request]!;
      const prompt = batch.promptOf(request) - done;
      budget.lock(done - batch.sharedBlocks(request) * limits.blockTokens);
      const tokens = budget.admit(prompt, left, batch.prompts === 0);
      if (tokens > 0) {
        batch.start(request, done + tokens);
        batch.compute(request, tokens, step);
        budget.charge(tokens, tokens < prompt ? 0 : this.answerOf(request));
      }
      if (budget.isSpent) this.full = true;
      if (tokens === 0 || !budget.isOpen) return;
    }
  }

  /** `add_chunked_req`: the next chunk of the prompt that is computed in part. */
  private goOn(request: number, step: Step): void {
    const { batch, budget } = this;
    const done = batch.pool.computed[request]!;
    const left = batch.promptOf(request) - done;
    const tokens = budget.chunk(left);
    if (tokens <= 0) return;
    batch.extend(request, done + tokens);
    batch.compute(request, tokens, step);
    budget.charge(tokens, tokens < left ? 0 : this.answerOf(request));
  }

  /** The request at the front, its answer cut so that the empty pool holds it (`max_req_len`). -1: nobody waits. */
  private candidate(): number {
    const { batch, limits } = this;
    for (;;) {
      const request = batch.head();
      if (request < 0) return -1;
      const { wanted, prompt } = batch.pool;
      const most = (limits.blocks - 1) * limits.blockTokens - 1 - prompt[request]!;
      if (wanted[request]! > most) wanted[request] = most;
      if (most > 0) return request;
      batch.refuse(request);
    }
  }

  private answerOf(request: number): number {
    return Math.min(this.batch.pool.wanted[request]!, this.settings.clipNewTokens);
  }

  private leftToGenerate(request: number): number {
    const { wanted, kept } = this.batch.pool;
    return Math.min(wanted[request]! - kept[request]!, this.settings.clipNewTokens);
  }

  private newTokenRatio(): number {
    const { first, last, decaySteps } = this.settings.newTokenRatio;
    return Math.max(last, this.ratioSet - (this.decays * (first - last)) / decaySteps);
  }

  /** Tokens that decoding requests may still generate, clipped for each. */
  private tokensLeft(): number {
    const { decoding, pool, list } = this.batch;
    const clip = this.settings.clipNewTokens;
    if (decoding.longestLeft <= clip) return decoding.tokensLeft;
    let tokens = 0;
    for (let each = list.first; each >= 0; each = pool.after[each]!) {
      if (pool.phase[each] === phase.decoding) {
        tokens += Math.min(pool.wanted[each]! - decoding.generated(each), clip);
      }
    }
    return tokens;
  }

  /** `retract_decode`. True: somebody went. */
  private retract(): boolean {
    const { batch, capacity, limits, settings } = this;
    const { decoding } = batch;
    if (capacity.allowsStep(decoding.tick)) return false;
    let went = false;
    const free = (): number => (limits.blocks - capacity.usedBlocks) * limits.blockTokens;
    while (decoding.size > 1 && (!went || free() < decoding.size * settings.retractSteps)) {
      batch.sendBack(this.fewestTokens(), false);
      went = true;
    }
    if (!capacity.allowsStep(decoding.tick) && batch.partial.length > 0) {
      batch.sendBack(batch.partial[0]!, false);
      went = true;
    }
    this.full = false;
    this.decays = 0;
    this.ratioSet = Math.min(1, this.shareGenerated());
    return went;
  }

  /** Whoever has the fewest tokens, of those the longest prompt, of those the last to have started. */
  private fewestTokens(): number {
    const { decoding, pool, list } = this.batch;
    let victim = -1;
    let fewest = Number.POSITIVE_INFINITY;
    for (let each = list.first; each >= 0; each = pool.after[each]!) {
      if (pool.phase[each] !== phase.decoding) continue;
      const tokens = decoding.generated(each);
      if (tokens > fewest || (tokens === fewest && pool.prompt[each]! < pool.prompt[victim]!)) continue;
      victim = each;
      fewest = tokens;
    }
    return victim;
  }

  /** Tokens that running requests have, and get in the steps that there is room for, of all that they may get. */
  private shareGenerated(): number {
    const { decoding, pool, list } = this.batch;
    let generated = 0;
    let wanted = 0;
    for (let each = list.first; each >= 0; each = pool.after[each]!) {
      if (pool.phase[each] !== phase.decoding) continue;
      generated += decoding.generated(each) + this.settings.retractSteps;
      wanted += pool.wanted[each]!;
    }
    return wanted > 0 ? generated / wanted : 1;
  }
}
