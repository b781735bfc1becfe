import type { Requests } from './requests.ts';

/**
 * Requests in order of arrival, some of which have arrived and wait. Requests that were sent back after they had
 * started wait at the front, the earliest first.
 */
export class ArrivalQueue {
  readonly count: number;
  readonly arrived: Float64Array;
  readonly prompt: Int32Array;
  readonly output: Int32Array;
  private readonly closed: boolean;
  /** Arrivals known so far: all of an open workload, those already sent of a closed loop. */
  private sent: number;
  private seen = 0;
  private taken = 0;
  private readonly returned: number[] = [];

  constructor(requests: Requests) {
    this.count = requests.count;
    this.arrived = requests.arrived.slice();
    this.prompt = requests.prompt;
    this.output = requests.output;
    this.closed = requests.concurrency !== undefined;
    this.sent = this.closed ? Math.min(this.count, requests.concurrency ?? 0) : this.count;
    if (this.closed) this.arrived.fill(0, 0, this.sent);
  }

  /** Moves the clock: everything that arrived until then waits. */
  advanceTo(now: number): void {
    while (this.seen < this.sent && this.arrived[this.seen]! <= now) this.seen++;
  }

  /** When the next request arrives that has not been seen; infinity where none is known. */
  nextArrival(): number {
    return this.seen < this.sent ? this.arrived[this.seen]! : Number.POSITIVE_INFINITY;
  }

  get waiting(): number {
    return this.returned.length + this.seen - this.taken;
  }

  /** The request at the front, -1 where nothing waits. */
  head(): number {
    return this.returned.at(-1) ?? (this.taken < this.seen ? this.taken : -1);
  }

  /** The request `offset` places behind the front among those that never started. */
  peek(offset: number): number {
    return this.taken + offset;
  }

  take(): number {
    return this.returned.pop() ?? this.taken++;
  }

  /** Puts a pre-empted request back to the front. */
  putBack(request: number): void {
    this.returned.push(request);
  }

  /** An answer was given: in a closed loop its client sends the next request at once. */
  answered(time: number): void {
    if (!this.closed || this.sent >= this.count) return;
    this.arrived[this.sent++] = time;
  }
}
