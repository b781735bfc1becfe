import type { RequestTable } from '../prediction.ts';
import type { RequestPool } from './request-pool.ts';

/** The request table as it is filled, for all engines together. */
export class RequestColumns implements RequestTable {
  readonly count: number;
  readonly arrived: Float64Array;
  readonly scheduled: Float64Array;
  readonly firstToken: Float64Array;
  readonly finished: Float64Array;
  readonly released: Float64Array;
  readonly promptTokens: Int32Array;
  readonly outputTokens: Int32Array;
  readonly cachedTokens: Int32Array;
  readonly preemptions: Int32Array;
  readonly slot: Int32Array;

  constructor(count: number) {
    const times = (): Float64Array => new Float64Array(count).fill(Number.NaN);
    this.count = count;
    this.arrived = times();
    this.scheduled = times();
    this.firstToken = times();
    this.finished = times();
    this.released = times();
    this.promptTokens = new Int32Array(count);
    this.outputTokens = new Int32Array(count);
    this.cachedTokens = new Int32Array(count);
    this.preemptions = new Int32Array(count);
    this.slot = new Int32Array(count).fill(-1);
  }

  /** The row of a request that leaves; `finished` is NaN where it has no answer, slots are numbered from `firstSlot`. */
  write(
    pool: RequestPool,
    request: number,
    firstSlot: number,
    finished: number,
    released: number,
    outputTokens: number,
  ): void {
    const row = pool.id[request]!;
    this.arrived[row] = pool.sent[request]!;
    this.scheduled[row] = pool.scheduled[request]!;
    this.firstToken[row] = pool.firstToken[request]!;
    this.finished[row] = finished;
    this.released[row] = released;
    this.promptTokens[row] = pool.prompt[request]!;
    this.outputTokens[row] = outputTokens;
    this.cachedTokens[row] = pool.cached[request]!;
    this.preemptions[row] = pool.preemptions[request]!;
    this.slot[row] = pool.slot[request]! < 0 ? -1 : firstSlot + pool.slot[request]!;
  }
}
