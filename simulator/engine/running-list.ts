import type { RequestPool } from './request-pool.ts';

/** Running requests in order of start: a list linked through the pool, so that anybody can leave at once. */
export class RunningList {
  first = -1;
  last = -1;
  length = 0;
  private readonly pool: RequestPool;

  constructor(pool: RequestPool) {
    this.pool = pool;
  }

  push(request: number): void {
    const { before, after } = this.pool;
    before[request] = this.last;
    after[request] = -1;
    if (this.last >= 0) after[this.last] = request;
    else this.first = request;
    this.last = request;
    this.length++;
  }

  remove(request: number): void {
    const { before, after } = this.pool;
    const previous = before[request]!;
    const next = after[request]!;
    if (previous >= 0) after[previous] = next;
    else this.first = next;
    if (next >= 0) before[next] = previous;
    else this.last = previous;
    this.length--;
  }
}
