import type { ContentTree } from './content.ts';
import { type Drawn, drawOf, emptyDraw, type RequestDraw } from './draw.ts';
import type { RequestFeed } from './feed.ts';
import type { Workload } from './workload.ts';

/**
 * The clients of one engine: what they send next, and when. Requests are drawn as they are needed, so that a run of
 * ten million needs no more memory than one of ten.
 *
 * Of several engines each gets every `parts`-th request, and the clients of a closed loop are dealt likewise.
 */
export class RequestSource implements RequestFeed {
  /** Requests of this engine. */
  readonly count: number;
  /** When the next request is sent; infinity where there is none, or an answer must come first. */
  sent = Number.POSITIVE_INFINITY;
  /** Its number among the requests of all engines. */
  id: number;
  readonly drawn: Drawn = emptyDraw();

  private readonly draw: RequestDraw;
  private readonly parts: number;
  private readonly closed: boolean;
  private left: number;
  /** Clients of a closed loop that may send, by since when: a ring, the earliest first. */
  private readonly free: Float64Array;
  private firstFree = 0;
  private freeCount: number;

  constructor(workload: Workload, part = 0, parts = 1) {
    this.draw = drawOf(workload);
    this.parts = parts;
    this.id = part;
    this.count = Math.max(0, Math.ceil((this.draw.count - part) / parts));
    this.left = this.count;
    const clients = clientsOf(workload);
    this.closed = clients !== undefined;
    this.free = new Float64Array(
      clients === undefined ? 0 : Math.max(1, Math.ceil((clients - part) / parts)),
    );
    this.freeCount = this.free.length;
    this.load(part + 1);
  }

  get shares(): boolean {
    return this.draw.shares;
  }

  get tree(): ContentTree {
    return this.draw.tree;
  }

  take(): void {
    if (this.closed) {
      this.firstFree = (this.firstFree + 1) % this.free.length;
      this.freeCount--;
    }
    this.left--;
    this.id += this.parts;
    this.load(this.parts);
  }

  /** An answer was given at `time`: in a closed loop its client sends the next request at once. */
  answered(time: number): void {
    if (!this.closed) return;
    this.free[(this.firstFree + this.freeCount++) % this.free.length] = time;
    if (this.freeCount === 1 && this.left > 0) this.sent = time;
  }

  /** Draws so many requests, of which the last is this engine's next. */
  private load(draws: number): void {
    if (this.left === 0) {
      this.sent = Number.POSITIVE_INFINITY;
      return;
    }
    for (let drawn = 0; drawn < draws; drawn++) this.draw.next(this.drawn);
    if (!this.closed) this.sent = this.drawn.arrived;
    else this.sent = this.freeCount > 0 ? this.free[this.firstFree]! : Number.POSITIVE_INFINITY;
  }
}

/** Clients of a closed loop; undefined where arrivals do not depend on answers. */
export function clientsOf({ trace, arrivals }: Workload): number | undefined {
  return !trace && arrivals.kind === 'closed' ? Math.max(1, Math.floor(arrivals.concurrency)) : undefined;
}
