import type { RequestPool } from '../engine/request-pool.ts';
import { remove } from './remove.ts';
import type { Events } from './scheduler.ts';

/** A stretch in which prompts keep the decoding requests waiting: since when, how many, and who joined them meanwhile. */
export class DecodeStall {
  private readonly pool: RequestPool;
  private since = Number.NaN;
  private waiting = 0;
  private readonly joined: number[] = [];

  constructor(pool: RequestPool) {
    this.pool = pool;
  }

  get lasts(): boolean {
    return !Number.isNaN(this.since);
  }

  /** So many requests wait from `now` on, where they do not yet. */
  begin(now: number, requests: number): void {
    if (this.lasts) return;
    this.since = now;
    this.waiting = requests;
  }

  /** A prompt was computed meanwhile, and has its first token. */
  join(request: number, end: number): void {
    this.pool.lastToken[request] = end;
    this.joined.push(request);
  }

  /** A decoding request goes while it waits. */
  forget(request: number): void {
    if (this.lasts && !remove(this.joined, request)) this.waiting--;
  }

  /** When a decoding request was given its newest token: now, unless it waits since. */
  newestToken(request: number, now: number): number {
    if (!this.lasts) return now;
    return this.joined.includes(request) ? this.pool.lastToken[request]! : this.since;
  }

  /** The first decode step after it has ended: everybody's gap is as long as he waited. */
  end(end: number, events: Events): void {
    events.gap(end - this.since, this.waiting);
    for (const request of this.joined) events.gap(end - this.pool.lastToken[request]!, 1);
    this.joined.length = 0;
    this.since = Number.NaN;
    this.waiting = 0;
  }
}
