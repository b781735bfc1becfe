import { EventHeap } from '../engine/event-heap.ts';
import type { ArrivalQueue } from '../workload/queue.ts';
import type { Capacity } from './capacity.ts';
import { admittedOutput } from './limits.ts';
import type { Events, Limits, Scheduler, Step } from './scheduler.ts';
import { SlotPool } from './slot-pool.ts';

const idle = 0;
const prefilling = 1;
const decoding = 2;

/**
 * In-flight (continuous) batching: requests join and leave between steps.
 *
 * TensorRT-LLM: capacityScheduler.cpp decides who has room, in order of arrival and stopping at the first that does
 * not fit; microBatchScheduler.cpp fills the step's token budget, generating requests first because they are older,
 * then prompts, cut to chunks where chunking is on. vLLM (v1/core/sched/scheduler.py) differs in what is carried by
 * `Capacity`: it allocates on demand and sends the latest request back when no block is left.
 *
 * All decoding requests advance together, so one tick counter stands for all of them: a request that has its first
 * token at tick t and wants n tokens is done at tick t + n − 1, and that is the only thing kept of it.
 */
export class InFlightScheduler implements Scheduler {
  private readonly queue: ArrivalQueue;
  private readonly limits: Limits;
  private readonly capacity: Capacity;
  private readonly events: Events;
  /** STATIC_BATCH: nobody is admitted while anybody runs. */
  private readonly drains: boolean;
  private readonly slots: SlotPool;

  private readonly state: Uint8Array;
  private readonly slot: Int32Array;
  /** Tokens that it will generate in all, those that it had when it was last sent back, and its tokens computed. */
  private readonly wanted: Int32Array;
  private readonly kept: Int32Array;
  private readonly computed: Int32Array;
  private readonly doneTick: Float64Array;
  private readonly fullTick: Float64Array;
  private readonly lastToken: Float64Array;

  private tick = 0;
  private now = 0;
  private decodes = 0;
  private context = 0;
  private window = 0;
  private windowGrowing = 0;
  private readonly finishing = new EventHeap();
  private readonly filling = new EventHeap();
  /** Started requests in order of arrival, for choosing whom to send back. Finished ones are skipped lazily. */
  private readonly started: number[] = [];
  /** The one request whose prompt is computed in part; the token budget leaves at most one. */
  private partial = -1;
  private readonly pass: number[] = [];
  private readonly chunks: number[] = [];

  constructor(queue: ArrivalQueue, limits: Limits, capacity: Capacity, events: Events, drains: boolean) {
    this.queue = queue;
    this.limits = limits;
    this.capacity = capacity;
    this.events = events;
    this.drains = drains;
    this.slots = new SlotPool(limits.slots);
    this.state = new Uint8Array(queue.count);
    this.slot = new Int32Array(queue.count);
    this.wanted = new Int32Array(queue.count);
    this.kept = new Int32Array(queue.count);
    this.computed = new Int32Array(queue.count);
    this.doneTick = new Float64Array(queue.count);
    this.fullTick = new Float64Array(queue.count);
    this.lastToken = new Float64Array(queue.count);
  }

  get running(): number {
    return this.decodes + (this.partial >= 0 ? 1 : 0);
  }

  get kvUsed(): number {
    return this.limits.blocks > 0 ? this.capacity.usedBlocks / this.limits.blocks : 0;
  }

  wakeAt(): number {
    return Number.POSITIVE_INFINITY;
  }

  plan(now: number, step: Step): boolean {
    this.now = now;
    this.pass.length = 0;
    this.chunks.length = 0;
    step.prefillTokens = 0;
    step.prefillAttention = 0;
    const paused = this.makeRoom();
    step.sampled = this.decodes;
    const blocked = paused || this.admit(step);
    step.decodes = this.decodes;
    step.gaps = this.decodes;
    step.active = this.decodes + Math.max(this.pass.length, this.partial >= 0 ? 1 : 0);
    step.rows = step.active;
    step.context = this.context;
    step.window = this.window;
    step.contextGrowth = this.decodes;
    step.windowGrowth = this.windowGrowing;
    step.repeat = this.pass.length > 0 || paused ? 1 : this.equalSteps();
    step.untilArrival = !blocked;
    return this.decodes > 0 || this.pass.length > 0;
  }

  advance(steps: number, end: number): void {
    this.capacity.grow(steps, this.tick);
    this.tick += steps;
    this.context += this.decodes * steps;
    this.window += this.windowGrowing * steps;
    this.now = end;
    this.fillWindows();
    this.finishDue(end);
    for (let at = 0; at < this.pass.length; at++) this.prefilled(this.pass[at]!, this.chunks[at]!, end);
  }

  /** Sends the latest requests back until the next decode step has its blocks. */
  private makeRoom(): boolean {
    let paused = false;
    while (this.capacity.stepsLeft(this.tick) < 1) {
      const victim = this.latest();
      if (victim < 0) break;
      this.sendBack(victim);
      paused = true;
    }
    return paused;
  }

  private latest(): number {
    while (this.started.length > 0 && this.state[this.started.at(-1)!] === idle) this.started.pop();
    return this.started.at(-1) ?? -1;
  }

  /** Recompute pre-emption: its blocks are freed and its prompt is computed again with what it had generated. */
  private sendBack(request: number): void {
    const isDecoding = this.state[request] === decoding;
    const held = this.heldTokens(request);
    this.capacity.release(held, 0, isDecoding, this.tick);
    if (isDecoding) {
      this.leaveDecode(request);
      this.kept[request] = this.wanted[request]! - (this.doneTick[request]! - this.tick);
      this.lastToken[request] = this.now;
      this.doneTick[request] = -1;
    } else {
      this.partial = -1;
    }
    this.computed[request] = 0;
    this.state[request] = idle;
    this.slots.free(this.slot[request]!);
    this.events.preempted(request);
    this.queue.putBack(request);
  }

  /** Tokens that a running request holds in the KV cache. */
  private heldTokens(request: number): number {
    const prompt = this.queue.prompt[request]!;
    if (this.state[request] !== decoding) return prompt + this.kept[request]!;
    return prompt + this.wanted[request]! - (this.doneTick[request]! - this.tick) - 1;
  }

  /** Fills the step's token budget with prompts. True: somebody waits whom no arrival can help. */
  private admit(step: Step): boolean {
    let budget = this.limits.stepTokens - this.decodes;
    if (this.partial >= 0) {
      const taken = this.addChunk(this.partial, budget, step);
      if (taken === 0) return true;
      budget -= taken;
    }
    const drained = !this.drains || this.running === 0;
    for (;;) {
      const request = this.queue.head();
      if (request < 0) return false;
      if (!this.accept(request)) continue;
      const prompt = this.queue.prompt[request]!;
      const held = prompt + this.kept[request]!;
      const longest = prompt + this.wanted[request]!;
      const room = this.decodes + this.pass.length < this.limits.slots;
      if (!drained || !room || budget <= 0 || !this.capacity.admits(held, longest)) return true;
      if (!this.fits(held, budget)) return true;
      this.queue.take();
      this.capacity.start(held, longest);
      this.slot[request] = this.slots.take();
      this.state[request] = prefilling;
      this.started.push(request);
      this.events.scheduled(request, this.now, this.slot[request]!);
      budget -= this.addChunk(request, budget, step);
    }
  }

  /** Drops a waiting request that can never run. */
  private accept(request: number): boolean {
    if (this.wanted[request]! > 0) return true;
    const wanted = admittedOutput(this.limits, this.queue.prompt[request]!, this.queue.output[request]!);
    this.wanted[request] = wanted;
    if (wanted > 0) return true;
    this.queue.take();
    this.events.rejected(request, this.now);
    this.queue.answered(this.now);
    this.queue.advanceTo(this.now);
    return false;
  }

  private fits(tokens: number, budget: number): boolean {
    return tokens <= budget || (this.limits.chunkedPrefill && this.cut(budget) > 0);
  }

  private cut(budget: number): number {
    return Math.floor(budget / this.limits.chunkUnit) * this.limits.chunkUnit;
  }

  /** Computes the next tokens of a prompt; returns how many. */
  private addChunk(request: number, budget: number, step: Step): number {
    const target = this.queue.prompt[request]! + this.kept[request]!;
    const left = target - this.computed[request]!;
    const chunk = left <= budget ? left : this.cut(budget);
    if (chunk === 0) return 0;
    this.pass.push(request);
    this.chunks.push(chunk);
    step.prefillTokens += chunk;
    if (chunk === left) step.sampled++;
    step.prefillAttention += this.limits.prefillAttention(chunk, this.computed[request]!);
    return chunk;
  }

  /** How many decode steps pass before someone finishes, fills a window or needs a block that is not there. */
  private equalSteps(): number {
    this.dropStale(this.finishing, this.doneTick);
    this.dropStale(this.filling, this.fullTick);
    const next = Math.min(this.finishing.peekKey(), this.filling.peekKey()) - this.tick;
    return Math.max(1, Math.min(next, this.capacity.stepsLeft(this.tick)));
  }

  private dropStale(heap: EventHeap, current: Float64Array): void {
    while (heap.size > 0) {
      const request = heap.peekValue();
      if (this.state[request] === decoding && current[request] === heap.peekKey()) return;
      heap.pop();
    }
  }

  private fillWindows(): void {
    for (;;) {
      this.dropStale(this.filling, this.fullTick);
      if (this.filling.peekKey() > this.tick) return;
      const request = this.filling.peekValue();
      this.filling.pop();
      this.windowGrowing--;
      this.fullTick[request] = -1;
      const held = this.heldTokens(request);
      if (held >= this.limits.keptTokens) this.capacity.stopsGrowing(held, this.tick);
    }
  }

  private finishDue(end: number): void {
    for (;;) {
      this.dropStale(this.finishing, this.doneTick);
      if (this.finishing.peekKey() > this.tick) return;
      const request = this.finishing.peekValue();
      this.finishing.pop();
      this.capacity.release(this.heldTokens(request), this.longest(request), true, this.tick);
      this.leaveDecode(request);
      this.finish(request, end);
    }
  }

  private longest(request: number): number {
    return this.queue.prompt[request]! + this.wanted[request]!;
  }

  /** Takes a decoding request out of the sums over contexts. */
  private leaveDecode(request: number): void {
    const next = this.heldTokens(request) + 1;
    this.decodes--;
    this.context -= next;
    this.window -= Math.min(next, this.limits.window);
    if (next < this.limits.window) this.windowGrowing--;
  }

  private finish(request: number, end: number): void {
    this.state[request] = idle;
    this.slots.free(this.slot[request]!);
    this.events.finished(request, end, end, this.wanted[request]!);
    this.queue.answered(end);
  }

  /** A chunk was computed; the last one yields a token. */
  private prefilled(request: number, chunk: number, end: number): void {
    this.computed[request]! += chunk;
    const target = this.queue.prompt[request]! + this.kept[request]!;
    if (this.computed[request]! < target) {
      this.partial = request;
      return;
    }
    if (this.partial === request) this.partial = -1;
    if (this.kept[request] === 0) this.events.firstToken(request, end);
    else this.events.gap(end - this.lastToken[request]!);
    const generated = this.kept[request]! + 1;
    if (generated >= this.wanted[request]!) {
      this.capacity.release(target, this.longest(request), false, this.tick);
      this.finish(request, end);
      return;
    }
    this.state[request] = decoding;
    this.doneTick[request] = this.tick + this.wanted[request]! - generated;
    this.finishing.push(this.doneTick[request]!, request);
    const next = target + 1;
    this.decodes++;
    this.context += next;
    this.window += Math.min(next, this.limits.window);
    if (next < this.limits.window) {
      this.windowGrowing++;
      this.fullTick[request] = this.tick + this.limits.window - next;
      this.filling.push(this.fullTick[request]!, request);
    }
    this.capacity.decodes(target, this.tick);
  }
}
