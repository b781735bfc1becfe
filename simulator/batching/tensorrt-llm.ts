import type { ChunkingPolicy } from '../../deployment/deployment.ts';
import type { Capacity } from './capacity.ts';
import { chunksOf } from './context-chunks.ts';
import type { DynamicBatchTuner } from './dynamic-batch-tuner.ts';
import type { InFlightBatch } from './in-flight-batch.ts';
import { InFlightScheduler } from './in-flight-scheduler.ts';
import type { Limits, Step } from './scheduler.ts';

export interface TensorrtLlmPolicies {
  /** STATIC_BATCH: no prompts while anybody generates. */
  readonly drains: boolean;
  readonly chunking: ChunkingPolicy;
  readonly tuner?: DynamicBatchTuner | undefined;
}

/**
 * One iteration of TensorRT-LLM, both of the engines that are built and of the PyTorch backend, which runs the same
 * two C++ classes (cpp/tensorrt_llm/batch_manager, read at 02a10fed and 0a949d31):
 *
 * - CapacityScheduler says who may run, in order of arrival and up to max_batch_size × micro-batches requests: whoever
 *   generates, then prompts until the first whose blocks are not free, whoever may stand behind it. GuaranteedNoEvict
 *   counts blocks to completion, MaxUtilization those of the next step; the latter pauses who started last until the
 *   others have theirs, and then lets nobody in. StaticBatch lets prompts in only while nobody generates: a prompt
 *   that is computed in part waits then too.
 * - MicroBatchScheduler fills the batch up to its rows and tokens: generating requests are older and come first, then
 *   prompts. Without chunking they are taken whole, up to the first that does not fit. With chunking all that may run
 *   are given chunks; those that get none keep their place, their row and their blocks in this step's account, and
 *   shorter ones behind them may fit.
 */
export class TensorrtLlmScheduler extends InFlightScheduler {
  private readonly policies: TensorrtLlmPolicies;

  /** Limits of a step as they are now. */
  private rows: number;
  private stepTokens: number;
  /** Requests that may run, in order, those that have started before those that have not, and their chunks. */
  private readonly contexts: number[] = [];
  private readonly remaining: number[] = [];
  private readonly chunks: number[] = [];
  private started = 0;
  private ahead = 0;
  /** Somebody waits whom no arrival can help. */
  private blocked = false;

  constructor(batch: InFlightBatch, limits: Limits, capacity: Capacity, policies: TensorrtLlmPolicies) {
    super(batch, limits, capacity);
    this.policies = policies;
    this.rows = limits.rows;
    this.stepTokens = limits.stepTokens;
  }

  plan(now: number, step: Step): boolean {
    const { batch } = this;
    batch.begin(now, step);
    const paused = batch.makeRoom();
    this.tune();
    this.blocked = paused;
    this.fill(step, paused);
    return this.orCatchUp(batch.finish(step, !this.blocked || this.arrivalsMatter, paused), now, step);
  }

  /** Even where somebody waits whom nobody can pass: the lengths of whoever comes may change the batch. */
  private get arrivalsMatter(): boolean {
    return this.batch.heedsPriority || this.policies.tuner !== undefined;
  }

  private tune(): void {
    const { batch, policies } = this;
    const { tuner } = policies;
    if (!tuner) return;
    tuner.begin();
    let more = true;
    for (let each = batch.list.first; each >= 0 && more; each = batch.pool.after[each]!)
      more = tuner.see(each);
    if (more) batch.showWaiting({ visit: (request) => !batch.mayRun(request) || tuner.see(request) });
    tuner.tune(batch.pool);
    this.rows = tuner.rows;
    this.stepTokens = tuner.stepTokens;
  }

  /** @param paused somebody was paused in this step: nobody is let in */
  private fill(step: Step, paused: boolean): void {
    const { batch, limits } = this;
    if (this.policies.drains && batch.active.generating > 0) {
      this.blocked = true;
      return;
    }
    if (batch.partial.length === 0 && batch.head() < 0) return;
    const budget = this.stepTokens - batch.decoding.size;
    if (this.policies.chunking === 'equal-progress' && limits.chunkedPrefill) {
      this.fillEvenly(step, budget, paused);
      return;
    }
    let left = budget;
    for (let at = 0; at < batch.partial.length; at++) {
      const request = batch.partial[at]!;
      const tokens = this.chunkOf(this.remainingOf(request), left);
      if (tokens === 0) continue;
      batch.compute(request, tokens, step);
      left -= tokens;
    }
    if (!paused) this.letIn(step, left);
  }

  /** FIRST_COME_FIRST_SERVED, and prompts that are not cut. */
  private letIn(step: Step, budget: number): void {
    const { batch, limits } = this;
    let left = budget;
    let waits = false;
    for (;;) {
      const request = batch.head();
      if (request < 0) return;
      this.blocked = true;
      if (left <= 0 || this.full(0)) return;
      if (batch.waitsForPrefix(request)) {
        waits = true;
        break;
      }
      if (!this.admits(request, 0)) return;
      const tokens = this.chunkOf(this.remainingOf(request), left);
      if (tokens === 0) break;
      batch.start(request);
      batch.compute(request, tokens, step);
      this.blocked = false;
      left -= tokens;
    }
    if (!limits.chunkedPrefill && !waits) return;
    // Less than a chunk is left: only a whole prompt that is as short can still get in. Or somebody waits for a prefix.
    this.blocked = false;
    this.collectWaiting();
    for (const request of this.contexts) {
      // Who started before it in this step may compute the block that it lacks.
      if (batch.waitsForPrefix(request)) continue;
      const tokens = this.chunkOf(this.remainingOf(request), left);
      if (tokens === 0 && !limits.chunkedPrefill) return;
      if (tokens === 0) continue;
      batch.startBefore(request);
      batch.compute(request, tokens, step);
      left -= tokens;
    }
  }

  /** EQUAL_PROGRESS: several prompts are computed in part at the same time. */
  private fillEvenly(step: Step, budget: number, paused: boolean): void {
    const { batch, limits, contexts, chunks } = this;
    contexts.length = 0;
    for (const request of batch.partial) contexts.push(request);
    this.started = contexts.length;
    if (!paused) this.collectWaiting(this.started);
    this.remaining.length = 0;
    for (const request of contexts) this.remaining.push(this.remainingOf(request));
    chunksOf(this.remaining, Math.max(0, budget), limits.chunkUnit, chunks);
    for (let at = 0; at < contexts.length; at++) {
      const request = contexts[at]!;
      const tokens = chunks[at]!;
      if (tokens === 0) continue;
      if (at >= this.started) batch.startBefore(request);
      batch.compute(request, tokens, step);
    }
  }

  /** Adds those who wait and may run to the contexts, the first `kept` of which stay. */
  private collectWaiting(kept = 0): void {
    this.contexts.length = kept;
    this.started = kept;
    this.ahead = 0;
    this.batch.showWaiting(this);
  }

  visit(request: number): boolean {
    const { batch } = this;
    // `beneficialToSkip`: it is passed over.
    if (!batch.mayRun(request) || batch.waitsForPrefix(request)) return true;
    const passed = this.contexts.length - this.started;
    if (this.full(passed) || !this.admits(request, this.ahead)) {
      this.blocked = true;
      return false;
    }
    this.ahead += this.capacity.blocksOf(batch.promptOf(request), batch.longest(request));
    this.contexts.push(request);
    return true;
  }

  /** No row or no slot is left for one more than `passed` requests. */
  private full(passed: number): boolean {
    const { batch, limits } = this;
    const more = passed + batch.lateRows;
    return batch.members + more >= this.rows || batch.running + more >= limits.slots;
  }

  private admits(request: number, ahead: number): boolean {
    const { batch } = this;
    return this.capacity.admits(batch.promptOf(request), batch.longest(request), ahead);
  }

  private remainingOf(request: number): number {
    return this.batch.promptOf(request) - this.batch.pool.computed[request]!;
  }

  /** Tokens of a prompt that are computed of `left` in the budget; 0 where it has to wait. */
  private chunkOf(remaining: number, left: number): number {
    const { chunkedPrefill, chunkUnit } = this.limits;
    if (remaining <= left) return remaining;
    return chunkedPrefill ? Math.max(0, Math.floor(left / chunkUnit) * chunkUnit) : 0;
  }
}
