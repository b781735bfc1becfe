import { EventHeap } from '../engine/event-heap.ts';
import { phase, type RequestPool } from '../engine/request-pool.ts';
import type { Step } from './scheduler.ts';

/**
 * The requests that decode, one token each a step. All advance together, so one tick counter stands for all of them:
 * a request that has its first token at tick t and wants n tokens is done at tick t + n − 1, and that is the only
 * thing kept of it. Sums over contexts are kept up to date as requests join and leave; nothing is visited in between.
 */
export class DecodeGroup {
  /** Decode steps so far. */
  tick = 0;
  size = 0;
  /** Tokens that the next step reads, in all and within the attention window, and how many windows still grow. */
  private context = 0;
  private window = 0;
  private windowGrowing = 0;
  /** Ticks at which requests are done, summed, and the last one of all that ever joined. */
  private doneTicks = 0;
  private lastDone = 0;

  private readonly pool: RequestPool;
  private readonly width: number;
  private readonly lane: number;
  private readonly finishing = new EventHeap();
  private readonly filling = new EventHeap();

  /**
   * @param width of the attention window; infinite where there is none
   * @param lane the micro-batch whose requests they are
   */
  constructor(pool: RequestPool, width: number, lane = 0) {
    this.pool = pool;
    this.width = width;
    this.lane = lane;
  }

  /** Has `held` tokens in the KV cache, the newest one still to be stored, and wants `left` more tokens. */
  join(request: number, held: number, left: number): void {
    const { pool } = this;
    pool.phase[request] = phase.decoding;
    const done = this.tick + left;
    pool.doneTick[request] = done;
    this.doneTicks += done;
    if (done > this.lastDone) this.lastDone = done;
    this.finishing.push(done, request);
    const next = held + 1;
    this.size++;
    this.context += next;
    if (this.width === Number.POSITIVE_INFINITY) {
      this.window += next;
      this.windowGrowing++;
      return;
    }
    this.window += Math.min(next, this.width);
    if (next < this.width) {
      this.windowGrowing++;
      pool.fullTick[request] = this.tick + this.width - next;
      this.filling.push(pool.fullTick[request]!, request);
    }
  }

  leave(request: number): void {
    const next = this.held(request) + 1;
    this.size--;
    this.doneTicks -= this.pool.doneTick[request]!;
    this.context -= next;
    this.window -= Math.min(next, this.width);
    if (next < this.width) this.windowGrowing--;
    // Their entries in the heaps are stale from now on, whoever has the handle next.
    this.pool.doneTick[request] = -1;
    this.pool.fullTick[request] = -1;
  }

  /** Tokens that all together are still to be given. */
  get tokensLeft(): number {
    return this.doneTicks - this.size * this.tick;
  }

  /** Nobody is to be given more than so many. */
  get longestLeft(): number {
    return this.lastDone - this.tick;
  }

  /** Tokens that a request of this group has in the KV cache. */
  held(request: number): number {
    return this.pool.prompt[request]! + this.generated(request) - 1;
  }

  /** Tokens that a request of this group has been given. */
  generated(request: number): number {
    return this.pool.wanted[request]! - (this.pool.doneTick[request]! - this.tick);
  }

  /** What the next decode step reads. */
  describe(step: Step): void {
    step.decodes = this.size;
    step.context = this.context;
    step.window = this.window;
    step.contextGrowth = this.size;
    step.windowGrowth = this.windowGrowing;
  }

  /** How many decode steps pass before someone is done or fills a window. */
  stepsToChange(): number {
    this.dropStale(this.finishing, this.pool.doneTick);
    let next = this.finishing.peekKey();
    if (this.filling.size > 0) {
      this.dropStale(this.filling, this.pool.fullTick);
      next = Math.min(next, this.filling.peekKey());
    }
    return next - this.tick;
  }

  advance(steps: number): void {
    this.tick += steps;
    this.context += this.size * steps;
    this.window += this.windowGrowing * steps;
  }

  /** A request whose window is full now, each of them once; -1 where there is none. */
  nextFilled(): number {
    if (this.filling.size === 0) return -1;
    this.dropStale(this.filling, this.pool.fullTick);
    if (this.filling.peekKey() > this.tick) return -1;
    const request = this.filling.peekValue();
    this.filling.pop();
    this.windowGrowing--;
    this.pool.fullTick[request] = -1;
    return request;
  }

  /** A request that has all its tokens; -1 where there is none. It is still to leave. */
  nextDone(): number {
    this.dropStale(this.finishing, this.pool.doneTick);
    if (this.finishing.peekKey() > this.tick) return -1;
    const request = this.finishing.peekValue();
    this.finishing.pop();
    return request;
  }

  /** Entries of requests that were sent back, or whose handle belongs to another request or micro-batch now. */
  private dropStale(heap: EventHeap, current: Float64Array): void {
    const { lane, pool } = this;
    while (heap.size > 0) {
      const request = heap.peekValue();
      const decodes = pool.phase[request] === phase.decoding && pool.lane[request] === lane;
      if (decodes && current[request] === heap.peekKey()) return;
      heap.pop();
    }
  }
}
