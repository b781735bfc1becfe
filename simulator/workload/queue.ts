import type { Requests } from './requests.ts';

/**
 * Requests in order of arrival, some of which have arrived and wait. Requests that were sent back after they had
 * started wait at the front, the earliest first.
 */
export class ArrivalQueue {
  readonly count: number;
  /** When its client sent each request, and when it came to the engine. */
  readonly sent: Float64Array;
  readonly arrived: Float64Array;
  readonly prompt: Int32Array;
  readonly output: Int32Array;
  private readonly closed: boolean;
  private readonly delay: number;
  /** Arrivals known so far: all of an open workload, those already sent of a closed loop. */
  private known: number;
  private seen = 0;
  private taken = 0;
  private readonly returned: number[] = [];

  /** @param delay seconds that a request spends in the server before the engine has it */
  constructor(requests: Requests, delay = 0) {
    this.count = requests.count;
    this.delay = delay;
    this.sent = requests.arrived.slice();
    this.prompt = requests.prompt;
    this.output = requests.output;
    this.closed = requests.concurrency !== undefined;
    this.known = this.closed ? Math.min(this.count, requests.concurrency ?? 0) : this.count;
    if (this.closed) this.sent.fill(0, 0, this.known);
    this.arrived = this.sent.map((time) => time + delay);
  }

  /** Moves the clock: everything that arrived until then waits. */
  advanceTo(now: number): void {
    while (this.seen < this.known && this.arrived[this.seen]! <= now) this.seen++;
  }

  /** When the next request arrives that has not been seen; infinity where none is known. */
  nextArrival(): number {
    return this.seen < this.known ? this.arrived[this.seen]! : Number.POSITIVE_INFINITY;
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
    if (!this.closed || this.known >= this.count) return;
    this.sent[this.known] = time;
    this.arrived[this.known++] = time + this.delay;
  }
}
