import type { ContentTree } from '../workload/content.ts';
import type { RequestFeed } from '../workload/feed.ts';
import type { RetentionWishes } from '../workload/retention.ts';
import { HandleQueue } from './handle-queue.ts';
import { phase, RequestPool } from './request-pool.ts';

/** Told of each arrival before the request waits. */
export interface ArrivalListener {
  arrives(time: number): void;
}

/** Shown the waiting requests from the front. */
export interface WaitingVisitor {
  /** False: it has seen enough. */
  visit(request: number): boolean;
}

export interface ArrivalQueueOptions {
  /** Seconds that a request spends in the server before the engine has it. */
  readonly delay?: number;
  /** Levels of urgency that the engine heeds; 1 where it serves in order of arrival whatever the urgency. */
  readonly levels?: number;
  /** Clients give up so many seconds after sending; infinity where they never do. */
  readonly clientTimeout?: number;
  /** For how long requests ask that their blocks are kept. */
  readonly retention?: RetentionWishes;
}

/**
 * The requests of one engine that have arrived and wait: the most urgent first, and in order of arrival among equals.
 * Requests that were sent back after they had started wait at the front of their level.
 */
export class ArrivalQueue {
  readonly pool = new RequestPool();
  private readonly source: RequestFeed;
  private readonly delay: number;
  private readonly levels: readonly HandleQueue[];
  private readonly timeout: number;
  /** Requests by when their clients give up, and the numbers by which stale ones are told. */
  private readonly impatient = new HandleQueue();
  private readonly impatientIds = new HandleQueue();
  private listener: ArrivalListener | undefined;
  readonly retention: RetentionWishes | undefined;
  waiting = 0;

  constructor(source: RequestFeed, options: ArrivalQueueOptions = {}) {
    this.source = source;
    this.delay = options.delay ?? 0;
    this.retention = options.retention;
    this.timeout = options.clientTimeout ?? Number.POSITIVE_INFINITY;
    this.levels = Array.from({ length: Math.max(1, options.levels ?? 1) }, () => new HandleQueue());
  }

  tells(listener: ArrivalListener): void {
    this.listener = listener;
  }

  /** What requests have in common. */
  get tree(): ContentTree {
    return this.source.tree;
  }

  get sharesPrefixes(): boolean {
    return this.source.shares;
  }

  /** Requests in all. */
  get count(): number {
    return this.source.count;
  }

  /** Moves the clock: everything that arrived until then waits. */
  advanceTo(now: number): void {
    const { source, pool } = this;
    for (;;) {
      const arrival = source.sent + this.delay;
      if (arrival > now || arrival === Number.POSITIVE_INFINITY) return;
      this.listener?.arrives(arrival);
      const request = pool.take();
      pool.id[request] = source.id;
      pool.sent[request] = source.sent;
      pool.arrived[request] = arrival;
      pool.prompt[request] = source.drawn.prompt;
      pool.output[request] = source.drawn.output;
      pool.priority[request] = source.drawn.priority;
      pool.content[request] = source.drawn.content;
      pool.session[request] = source.drawn.session;
      this.levelOf(request).push(request);
      this.waiting++;
      if (this.timeout < Number.POSITIVE_INFINITY) {
        this.impatient.push(request);
        this.impatientIds.push(source.id);
      }
      source.take();
    }
  }

  /** When the next request arrives that does not wait yet; infinity where none is known. */
  nextArrival(): number {
    return this.source.sent + this.delay;
  }

  /** The request at the front, -1 where nothing waits. */
  head(): number {
    for (const level of this.levels) {
      for (;;) {
        const request = level.head();
        if (request < 0) break;
        if (this.pool.phase[request] !== phase.cancelled) return request;
        level.shift();
        this.pool.free(request);
      }
    }
    return -1;
  }

  /** Takes the request at the front, which `head` has found. */
  take(): number {
    this.waiting--;
    return this.levelOf(this.head()).shift();
  }

  /** True where an urgent request may be served before one that has waited longer. */
  get heedsPriority(): boolean {
    return this.levels.length > 1;
  }

  /** Shows who waits, in order. */
  show(visitor: WaitingVisitor): void {
    for (const level of this.levels) {
      for (let place = 0; place < level.length; place++) {
        const request = level.at(place);
        if (this.pool.phase[request] !== phase.cancelled && !visitor.visit(request)) return;
      }
    }
  }

  /** Lets somebody put those who wait into another order, among equally urgent ones. */
  rearrange(order: (waiting: number[]) => void): void {
    for (const level of this.levels) {
      if (level.length < 2) continue;
      const waiting: number[] = [];
      for (let place = 0; place < level.length; place++) {
        const request = level.at(place);
        if (this.pool.phase[request] === phase.cancelled) this.pool.free(request);
        else waiting.push(request);
      }
      order(waiting);
      level.replace(waiting);
    }
  }

  /** Takes a request out of the middle. */
  takeOut(request: number): void {
    const level = this.levelOf(request);
    let place = 0;
    while (level.at(place) !== request) place++;
    level.removeAt(place);
    this.waiting--;
  }

  /** Puts a pre-empted request behind all that wait. */
  putLast(request: number): void {
    this.levelOf(request).push(request);
    this.waiting++;
  }

  /** Puts a pre-empted request back to the front. */
  putBack(request: number): void {
    this.levelOf(request).pushFront(request);
    this.waiting++;
  }

  /** The request has its answer or is refused: it is gone, and in a closed loop its client sends the next one. */
  leave(request: number, time: number): void {
    this.pool.free(request);
    this.source.answered(time, this.pool.session[request]!);
  }

  /** A request whose client has given up by now and that is not done; -1 where there is none. */
  expired(now: number): number {
    if (this.nextKnownDeadline() > now) return -1;
    this.impatientIds.shift();
    return this.impatient.shift();
  }

  /** When the next client gives up, of those too whose requests are still on their way; infinity where none will. */
  nextDeadline(): number {
    if (this.timeout === Number.POSITIVE_INFINITY) return this.timeout;
    return Math.min(this.nextKnownDeadline(), Math.max(this.source.sent + this.timeout, this.nextArrival()));
  }

  private nextKnownDeadline(): number {
    for (;;) {
      const request = this.impatient.head();
      if (request < 0) return Number.POSITIVE_INFINITY;
      const gone =
        this.pool.phase[request] === phase.free ||
        this.pool.phase[request] === phase.cancelled ||
        this.pool.id[request] !== this.impatientIds.head();
      if (!gone) return this.pool.sent[request]! + this.timeout;
      this.impatient.shift();
      this.impatientIds.shift();
    }
  }

  /** The client of a waiting request gave up. */
  withdraw(request: number, time: number): void {
    this.waiting--;
    this.abandon(request, time);
  }

  /** The client of a request gave up; its handle stays until `leave` or, where it waits, until it comes to the front. */
  abandon(request: number, time: number): void {
    this.pool.phase[request] = phase.cancelled;
    this.source.answered(time, this.pool.session[request]!);
  }

  private levelOf(request: number): HandleQueue {
    return this.levels[Math.min(this.pool.priority[request]!, this.levels.length - 1)]!;
  }
}
