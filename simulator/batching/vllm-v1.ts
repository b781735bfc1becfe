import type { Capacity } from './capacity.ts';
import type { InFlightBatch } from './in-flight-batch.ts';
import { InFlightScheduler } from './in-flight-scheduler.ts';
import { blocksFor } from './limits.ts';
import type { Limits, Step } from './scheduler.ts';

export interface VllmV1Settings {
  /** A step takes at most so many tokens of one prompt (`--long-prefill-token-threshold`); 0: as many as it has room for. */
  readonly longPrefillTokens: number;
  /** A prompt starts only when all of it has room, not its first chunk alone (`--scheduler-reserve-full-isl`). */
  readonly wholePromptFits: boolean;
  /** Share of all blocks that an admission leaves free while others run (`--watermark`). */
  readonly watermark: number;
}

/**
 * vLLM's V1 engine (v1/core/sched/scheduler.py, `Scheduler.schedule`), the default from 0.8 on.
 *
 * One token budget for a step. Running requests come first, in order of start: a token for each that decodes, the next
 * chunk of each prompt that is computed in part. Blocks are allocated for what the step computes
 * (kv_cache_manager.py, `allocate_slots`); where they are short the last to have started is sent back, with priorities
 * the least urgent one, and is computed anew. Waiting requests are admitted only in a step that sent nobody back.
 *
 * With async scheduling (`AsyncScheduler`, `step_with_batch_queue`) a step is planned when the one before it begins: an
 * arrival waits a step longer, and who has its answer keeps its place and its blocks for one.
 */
export class VllmV1Scheduler extends InFlightScheduler {
  private readonly settings: VllmV1Settings;
  private readonly watermarkBlocks: number;

  constructor(batch: InFlightBatch, limits: Limits, capacity: Capacity, settings: VllmV1Settings) {
    super(batch, limits, capacity);
    this.settings = settings;
    this.watermarkBlocks = Math.floor(settings.watermark * limits.blocks);
  }

  plan(now: number, step: Step): boolean {
    const { batch } = this;
    batch.begin(now, step);
    const sentBack = this.makeRoom();
    let budget = this.budget();
    for (const request of batch.partial) {
      const tokens = this.chunkOf(request, budget);
      if (tokens <= 0 || !this.isFree(request, tokens)) continue;
      batch.extend(request, batch.pool.computed[request]! + tokens);
      batch.compute(request, tokens, step);
      budget -= tokens;
    }
    const blocked = sentBack || this.admit(step, budget);
    return this.orCatchUp(batch.finish(step, !blocked || batch.heedsPriority, sentBack), now, step);
  }

  /** Tokens that those who decode leave of a step's, and those of whose answers it does not know yet. */
  private budget(): number {
    const { batch, limits } = this;
    const late = limits.overlap?.wastedStep ? batch.lateRows : 0;
    return limits.stepTokens - batch.decoding.size - late;
  }

  /** Sends requests back until those that stay have their blocks for this step. True: somebody went. */
  private makeRoom(): boolean {
    const { batch, capacity } = this;
    let sent = false;
    while (!capacity.allowsStep(batch.decoding.tick, this.blocksOfChunks())) {
      const victim = this.victim();
      if (victim < 0) break;
      batch.sendBack(victim);
      sent = true;
    }
    return sent;
  }

  /** Blocks of somebody whose step is still on its way are free when it is done. */
  private isFree(request: number, tokens: number): boolean {
    const { batch, capacity, limits } = this;
    if (batch.active.recalled.size === 0) return true;
    const done = batch.pool.computed[request]!;
    const blocks = blocksFor(limits, done + tokens) - blocksFor(limits, done);
    return capacity.usedBlocks + blocks <= limits.blocks;
  }

  private victim(): number {
    const { batch } = this;
    const { active, pool } = batch;
    let victim = active.lastStarted();
    if (!batch.heedsPriority) return victim;
    for (let each = victim; each >= 0; each = pool.before[each]!) {
      if (active.freed.has(each)) continue;
      const less = pool.priority[each]! - pool.priority[victim]!;
      if (less > 0 || (less === 0 && pool.arrived[each]! > pool.arrived[victim]!)) victim = each;
    }
    return victim;
  }

  /** Blocks that the next chunks of prompts computed in part take. */
  private blocksOfChunks(): number {
    const { batch, limits } = this;
    if (batch.partial.length === 0) return 0;
    let budget = this.budget();
    let blocks = 0;
    for (const request of batch.partial) {
      const tokens = Math.max(0, this.chunkOf(request, budget));
      const done = batch.pool.computed[request]!;
      blocks += blocksFor(limits, done + tokens) - blocksFor(limits, done);
      budget -= tokens;
    }
    return blocks;
  }

  /** Admits waiting requests. True: somebody waits whom no arrival can help. */
  private admit(step: Step, tokens: number): boolean {
    const { batch, limits } = this;
    let budget = tokens;
    for (;;) {
      const request = batch.head();
      if (request < 0) return false;
      if (budget <= 0 || batch.running + batch.lateRows >= limits.slots) return true;
      if (!limits.chunkedPrefill && batch.promptOf(request) > limits.stepTokens) {
        batch.refuse(request);
        continue;
      }
      const chunk = this.chunkOf(request, budget);
      if (chunk <= 0) return true;
      const end = batch.pool.computed[request]! + chunk;
      const needed = this.settings.wholePromptFits ? batch.promptOf(request) : end;
      const blocks = blocksFor(limits, needed) - batch.sharedBlocks(request);
      const headroom = batch.running > 0 ? this.watermarkBlocks : 0;
      if (!this.capacity.allowsStep(batch.decoding.tick, blocks + headroom)) return true;
      batch.start(request, end);
      batch.compute(request, chunk, step);
      budget -= chunk;
    }
  }

  /** Tokens of a prompt that this step computes; 0 where it has to wait. */
  private chunkOf(request: number, budget: number): number {
    const { longPrefillTokens } = this.settings;
    const left = this.batch.promptOf(request) - this.batch.pool.computed[request]!;
    const tokens = longPrefillTokens > 0 ? Math.min(left, longPrefillTokens) : left;
    if (tokens <= budget) return tokens;
    return this.limits.chunkedPrefill ? budget : 0;
  }
}
