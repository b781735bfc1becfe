import type { ArrivalQueue, WaitingVisitor } from '../engine/arrival-queue.ts';
import { phase, type RequestPool } from '../engine/request-pool.ts';
import type { RunningList } from '../engine/running-list.ts';
import type { ContentTree } from '../workload/content.ts';
import { ActiveRequests, type MicroBatch } from './active-requests.ts';
import type { Capacity } from './capacity.ts';
import { DecodeGroup } from './decode-group.ts';
import { DecodeStall } from './decode-stall.ts';
import { admittedOutput, blocksFor } from './limits.ts';
import type { PrefixCache } from './prefix/prefix-cache.ts';
import type { PrefixReuse } from './prefix/prefix-reuse.ts';
import { PromptPass } from './prompt-pass.ts';
import { remove } from './remove.ts';
import type { Events, Limits, Step } from './scheduler.ts';
import type { SlotPool } from './slot-pool.ts';

/**
 * The requests inside an engine with in-flight batching, and what can be done with them: start one, compute a chunk
 * of its prompt, send it back. Which of it is done in a step, and in what order, is what the engines differ in: that
 * is in the schedulers, one a file.
 */
export class InFlightBatch implements MicroBatch {
  readonly pool: RequestPool;
  readonly decoding: DecodeGroup;
  readonly active: ActiveRequests;
  /** Running requests of all micro-batches in order of start. */
  readonly list: RunningList;
  /** Requests of this one whose prompts are computed in part, in order of start. */
  readonly partial: number[] = [];
  /** Requests of this micro-batch. */
  members = 0;
  /** Rows and blocks of requests whose answers the engine does not know of yet. */
  lateRows = 0;
  private lateBlocks = 0;
  now = 0;

  private readonly queue: ArrivalQueue;
  private readonly limits: Limits;
  private readonly capacity: Capacity;
  private readonly events: Events;
  private readonly slots: SlotPool;
  /** Absent where nothing is reused. */
  private readonly reuse: PrefixReuse | undefined;
  private readonly pass = new PromptPass();
  private decodes = true;
  private readonly stall: DecodeStall;
  /** Which of the micro-batches it is, and who leaves it when the step on its way is done. */
  private readonly lane: number;
  private readonly leaving: number[] = [];
  private readonly givesUp = new Set<number>();
  /** Requests that decode again in the step that is planned, their blocks back from the host. */
  private readonly returned: number[] = [];

  constructor(
    queue: ArrivalQueue,
    limits: Limits,
    capacity: Capacity,
    events: Events,
    active = new ActiveRequests(queue.pool, limits.slots),
    reuse?: PrefixReuse,
  ) {
    this.reuse = reuse;
    this.queue = queue;
    this.pool = queue.pool;
    this.limits = limits;
    this.capacity = capacity;
    this.events = events;
    this.active = active;
    this.list = active.list;
    this.slots = active.slots;
    this.lane = active.add(this);
    this.decoding = new DecodeGroup(queue.pool, limits.window, this.lane);
    this.stall = new DecodeStall(queue.pool);
    capacity.follow?.(this.decoding);
  }

  /** Prompts in the step that is planned. */
  get prompts(): number {
    return this.pass.length;
  }

  get running(): number {
    return this.list.length;
  }

  get kvUsed(): number {
    return this.limits.blocks > 0 ? this.capacity.usedBlocks / this.limits.blocks : 0;
  }

  /** Begins to plan a step at `now`. */
  begin(now: number, step: Step): void {
    this.now = now;
    this.reuse?.refresh(now);
    this.pass.clear();
    if (this.active.freed.size > 0) {
      this.active.freed.clear();
      this.capacity.forgetPromises?.();
    }
    step.prefillTokens = 0;
    step.prefillAttention = 0;
    step.fetching = 0;
    step.sampled = 0;
    step.until = Number.POSITIVE_INFINITY;
  }

  /** Sends the latest requests back until the next decode step has its blocks. True: somebody went. */
  makeRoom(): boolean {
    let sent = false;
    while (!this.capacity.allowsStep(this.decoding.tick)) {
      const last = this.active.lastStarted();
      if (last < 0) break;
      this.sendBack(last);
      sent = true;
    }
    return sent;
  }

  /** The request at the front of the queue; those that can never run are refused on the way. -1: nobody waits. */
  head(): number {
    for (;;) {
      const request = this.queue.head();
      if (request < 0) return -1;
      if (this.pool.wanted[request]! > 0) return this.found(request);
      const wanted = admittedOutput(this.limits, this.pool.prompt[request]!, this.pool.output[request]!);
      this.pool.wanted[request] = wanted;
      if (wanted > 0) return this.found(request);
      this.refuse(request);
    }
  }

  /** A waiting request, with the tokens that the prefix cache has of it. */
  private found(request: number): number {
    this.reuse?.look(request, this.promptOf(request));
    return request;
  }

  /** Turns away the request at the front: it can never run. */
  refuse(request: number): void {
    this.reuse?.cache.forget(request);
    this.queue.take();
    this.events.rejected(request, this.now);
    this.queue.leave(request, this.now);
    this.queue.advanceTo(this.now);
  }

  /** Tokens to compute before a waiting request decodes, and tokens when it has its whole answer. */
  promptOf(request: number): number {
    return this.pool.prompt[request]! + this.pool.kept[request]!;
  }
  longest(request: number): number {
    return this.pool.prompt[request]! + this.pool.wanted[request]!;
  }

  /** Whether a waiting request can ever run. */
  mayRun(request: number): boolean {
    const { prompt, output, wanted } = this.pool;
    if (wanted[request] === 0)
      wanted[request] = admittedOutput(this.limits, prompt[request]!, output[request]!);
    if (wanted[request] === 0) return false;
    this.found(request);
    return true;
  }

  /** Blocks found for a waiting request that others use: it shares them. */
  sharedBlocks(request: number): number {
    return this.reuse?.shared(request) ?? 0;
  }

  /** A waiting request whose first missing block another computes just now: once that is done it may share it. */
  waitsForPrefix(request: number): boolean {
    return this.reuse?.isProduced(request) ?? false;
  }

  /** The prefix cache, absent where nothing is reused. */
  get prefixes(): PrefixCache | undefined {
    return this.reuse?.cache;
  }

  /** Requests that wait. */
  get waiting(): number {
    return this.queue.waiting;
  }

  /** Shows who waits, in order. */
  showWaiting(visitor: WaitingVisitor): void {
    this.queue.show(visitor);
  }

  /** Lets somebody put those who wait into another order. */
  rearrange(order: (waiting: number[]) => void): void {
    this.queue.rearrange(order);
  }

  /** What requests have in common. */
  get tree(): ContentTree {
    return this.queue.tree;
  }

  /** An urgent request that arrives may go before those that wait. */
  get heedsPriority(): boolean {
    return this.queue.heedsPriority;
  }

  /**
   * Takes the request at the front into the batch, with room in the KV cache for `stored` tokens: for its whole prompt
   * unless the engine allocates chunk by chunk.
   */
  start(request: number, stored = this.promptOf(request)): void {
    this.queue.take();
    this.enter(request, stored);
  }

  /** Makes room for more of a prompt whose first chunks are computed. */
  extend(request: number, stored: number): void {
    const before = this.pool.stored[request]!;
    this.capacity.extend(before, stored);
    this.pool.stored[request] = stored;
    this.reuse?.fit(this.capacity);
  }

  /** Takes a request into the batch before others that wait longer. */
  startBefore(request: number): void {
    this.queue.takeOut(request);
    this.enter(request, this.promptOf(request));
  }

  private enter(request: number, stored: number): void {
    this.enterRunning(request, stored);
    this.pool.phase[request] = phase.prefilling;
  }

  private enterRunning(request: number, stored: number): void {
    this.pool.lane[request] = this.lane;
    this.members++;
    this.pool.stored[request] = stored;
    this.capacity.start(stored, this.longest(request));
    this.reuse?.start(request, this.capacity);
    this.pool.slot[request] = this.slots.take();
    this.list.push(request);
    this.events.scheduled(request, this.now);
  }

  /** Computes the next `tokens` of a prompt in this step. */
  compute(request: number, tokens: number, step: Step): void {
    const { pool } = this;
    const done = pool.computed[request]!;
    this.pass.add(request, tokens);
    step.prefillTokens += tokens;
    if (done + tokens === this.promptOf(request)) step.sampled++;
    step.prefillAttention += this.limits.prefillAttention(tokens, done);
    this.reuse?.planned(request, done + tokens, this.capacity);
  }

  /**
   * Ends planning. With `decodes` false the decoding requests wait for the prompts of this step.
   * @param cutAtArrival an arrival would change the next step
   * @returns whether there is anything to run
   */
  finish(step: Step, cutAtArrival: boolean, paused: boolean, decodes = true): boolean {
    const { decoding } = this;
    this.decodes = decodes && decoding.size > 0;
    step.active = this.members;
    step.rows = step.active;
    step.wastedRows = this.limits.overlap?.wastedStep ? this.lateRows : 0;
    step.untilArrival = cutAtArrival;
    step.repeat = 1;
    if (this.reuse) {
      step.fetching = this.reuse.fetchTime();
      step.until = this.reuse.nextEnd();
    }
    if (this.decodes) {
      decoding.describe(step);
      step.sampled += decoding.size;
      const stalled = this.stall.lasts;
      step.gaps = stalled ? 0 : decoding.size - this.returned.length;
      const alike = this.lateRows === 0 || this.limits.overlap!.untilLetGo;
      if (this.prompts === 0 && !paused && !stalled && alike) {
        step.repeat = Math.max(1, this.capacity.stepsLeft(decoding.tick, decoding.stepsToChange()));
      }
      return true;
    }
    step.decodes = 0;
    step.context = 0;
    step.window = 0;
    step.contextGrowth = 0;
    step.windowGrowth = 0;
    step.gaps = 0;
    if (this.prompts > 0 && decoding.size > 0) this.stall.begin(this.now, decoding.size);
    return this.prompts > 0 || step.wastedRows > 0;
  }

  /** The planned step ran so often. */
  advance(steps: number, end: number): void {
    this.now = end;
    this.reuse?.reaches(end);
    const { decoding } = this;
    if (this.lateRows > 0 && !this.limits.overlap!.untilLetGo) this.forgetAnswered();
    if (this.decodes) {
      this.capacity.grow(steps, decoding.tick);
      this.reuse?.fit(this.capacity);
      decoding.advance(steps);
      if (this.stall.lasts) this.stall.end(end, this.events);
      if (this.returned.length > 0) this.goOn(end);
      this.fillWindows();
      for (let done = decoding.nextDone(); done >= 0; done = decoding.nextDone()) {
        this.releaseAnswered(done, true);
        decoding.leave(done);
        this.answer(done, end);
      }
    }
    for (let at = 0; at < this.pass.length; at++)
      this.computedChunk(this.pass.requestAt(at), this.pass.tokensAt(at), end);
    if (this.leaving.length > 0 && !this.active.inFlight[this.lane]) this.letGo();
  }

  /** Recompute pre-emption: its blocks are freed and its prompt is computed again with what it had generated. */
  sendBack(request: number, toFront = true): void {
    const { pool, decoding, active } = this;
    const lane = pool.lane[request]!;
    if (lane !== this.lane) {
      const owner = active.microBatches[lane]!;
      if (active.inFlight[lane]) owner.recall(request);
      else owner.sendBack(request);
      return;
    }
    if (pool.phase[request] === phase.decoding) {
      this.release(request, true, true);
      pool.kept[request] = decoding.generated(request);
      pool.lastToken[request] = this.stall.newestToken(request, this.now);
      this.stall.forget(request);
      decoding.leave(request);
    } else {
      this.release(request, false, true);
      remove(this.partial, request);
    }
    pool.computed[request] = 0;
    pool.phase[request] = phase.waiting;
    this.leave(request);
    this.events.preempted(request);
    if (toFront) this.queue.putBack(request);
    else this.queue.putLast(request);
  }

  /** Pre-emption by swapping: its blocks are copied to the host, and nothing of it is computed anew. */
  swapOut(request: number): void {
    const { pool, decoding } = this;
    this.release(request, true, true);
    pool.kept[request] = decoding.generated(request);
    pool.lastToken[request] = this.stall.newestToken(request, this.now);
    this.stall.forget(request);
    decoding.leave(request);
    pool.phase[request] = phase.swapped;
    this.leave(request);
    this.events.preempted(request);
  }

  /** Its blocks come back, and it decodes in the step that is planned, which must be one alone. */
  swapIn(request: number): void {
    const { pool, decoding } = this;
    const held = this.promptOf(request) - 1;
    this.enterRunning(request, held);
    decoding.join(request, held, pool.wanted[request]! - pool.kept[request]!);
    this.capacity.decodes(held, decoding.tick);
    this.returned.push(request);
  }

  recall(request: number): void {
    const decodes = this.pool.phase[request] === phase.decoding;
    const held = decodes ? this.decoding.held(request) : this.pool.stored[request]!;
    this.active.freed.add(request);
    this.capacity.promise?.(held, decodes);
    if (this.active.recalled.has(request)) return;
    this.active.recalled.add(request);
    this.leaving.push(request);
  }

  /** What was asked for while the step was on its way; who has finished meanwhile is gone already. */
  private letGo(): void {
    for (const request of this.leaving) {
      if (this.givesUp.has(request)) this.cancel(request, this.now);
      else if (this.active.recalled.has(request)) this.sendBack(request);
    }
    this.leaving.length = 0;
  }

  /** Gives back the blocks of a running request; what is stored in them may be found by others, and by itself if it returns. */
  private release(request: number, decoding: boolean, returns: boolean): void {
    const { pool, capacity, limits } = this;
    const held = decoding ? this.decoding.held(request) : pool.stored[request]!;
    capacity.release(held, this.longest(request), decoding, this.decoding.tick);
    if (!this.reuse) return;
    const computed = decoding ? held : pool.computed[request]!;
    this.reuse.release(request, computed, blocksFor(limits, held), returns, capacity);
  }

  /** Frees the slot. */
  private leave(request: number): void {
    if (this.active.recalled.size > 0) this.active.recalled.delete(request);
    if (this.givesUp.size > 0) this.givesUp.delete(request);
    this.members--;
    this.slots.free(this.pool.slot[request]!);
    this.list.remove(request);
  }

  /** The client of a request gave up: it leaves between two steps, as an aborted request does. */
  cancel(request: number, now: number): void {
    const { pool, decoding, active } = this;
    if (pool.phase[request] === phase.waiting) {
      this.events.gaveUp(request, now);
      this.reuse?.cache.forget(request);
      this.queue.withdraw(request, now);
      return;
    }
    if (pool.phase[request] === phase.swapped) {
      this.events.gaveUp(request, now);
      this.queue.leave(request, now);
      return;
    }
    const lane = pool.lane[request]!;
    if (lane !== this.lane) {
      active.microBatches[lane]!.cancel(request, now);
      return;
    }
    if (active.inFlight[lane]) {
      this.givesUp.add(request);
      this.leaving.push(request);
      return;
    }
    this.events.gaveUp(request, now);
    if (pool.phase[request] === phase.decoding) {
      this.release(request, true, false);
      this.stall.forget(request);
      decoding.leave(request);
    } else {
      this.release(request, false, false);
      remove(this.partial, request);
    }
    this.leave(request);
    this.queue.leave(request, now);
  }

  /**
   * An engine that plans ahead learns of an answer when the next step is planned already: until that is done the
   * request keeps its row and its blocks.
   */
  private releaseAnswered(request: number, decoding: boolean): void {
    if (!this.limits.overlap) {
      this.release(request, decoding, false);
      return;
    }
    const before = this.capacity.usedBlocks;
    this.release(request, decoding, false);
    const blocks = before - this.capacity.usedBlocks;
    this.capacity.charge(blocks);
    this.lateBlocks += blocks;
    this.lateRows++;
  }

  /** The engine has nothing to compute, waits for the answers on their way and looks who has come. */
  catchUp(): void {
    this.forgetAnswered();
    this.queue.advanceTo(this.now);
  }

  /** Who has its answer lets go of its row and its blocks. */
  forgetAnswered(): void {
    this.capacity.charge(-this.lateBlocks);
    this.lateBlocks = 0;
    this.lateRows = 0;
  }

  private answer(request: number, end: number): void {
    this.pool.lastToken[request] = end;
    this.leave(request);
    this.events.finished(request, end, end, this.pool.wanted[request]!);
    this.queue.leave(request, end);
  }

  private fillWindows(): void {
    const { decoding } = this;
    for (let full = decoding.nextFilled(); full >= 0; full = decoding.nextFilled()) {
      const held = decoding.held(full);
      if (held >= this.limits.keptTokens) this.capacity.stopsGrowing(held, decoding.tick);
    }
  }

  /** A chunk was computed; the last one yields a token. */
  private computedChunk(request: number, chunk: number, end: number): void {
    const { pool } = this;
    const before = pool.computed[request]!;
    pool.computed[request] = before + chunk;
    const target = this.promptOf(request);
    this.reuse?.computed(request, before + chunk, before + chunk === target, this.capacity);
    if (before + chunk < target) {
      if (!this.partial.includes(request)) this.partial.push(request);
      return;
    }
    if (this.partial.length > 0) remove(this.partial, request);
    if (pool.kept[request] === 0) this.events.firstToken(request, end);
    else this.resumed(request, end);
    const generated = pool.kept[request]! + 1;
    if (generated >= pool.wanted[request]!) {
      this.releaseAnswered(request, false);
      this.answer(request, end);
      return;
    }
    this.decoding.join(request, target, pool.wanted[request]! - generated);
    this.capacity.decodes(target, this.decoding.tick);
    if (!this.decodes && this.stall.lasts) this.stall.join(request, end);
  }

  /** Those whose blocks came back from the host have their next token. */
  private goOn(end: number): void {
    for (const request of this.returned) this.resumed(request, end);
    this.returned.length = 0;
  }

  /** The first token after it was sent back. */
  private resumed(request: number, end: number): void {
    const pause = end - this.pool.lastToken[request]!;
    this.pool.paused[request]! += pause;
    this.events.gap(pause, 1);
  }
}
