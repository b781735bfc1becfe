import type { Prediction } from '../prediction.ts';

/**
 * Did the queue grow until the last arrival? Then latencies say how long one looked, not how the deployment is.
 * Judged on time in the queue by quarters of the arrivals: the last quarter waits longer than the third, half as
 * long again as the first and the second, and more than a tenth of the time that a request then takes to serve. A
 * trace with a burst at its end looks alike; what tells it apart is that the engine rests in between.
 */
export class QueueTrend {
  private readonly requests: number;
  private readonly waited = [0, 0, 0, 0];
  private readonly count = [0, 0, 0, 0];
  private service = 0;

  /** @param requests of all engines together */
  constructor(requests: number) {
    this.requests = requests;
  }

  /** The request with this number waited and was served for so many seconds. */
  add(index: number, waited: number, service: number): void {
    const quarter = Math.floor((4 * index) / this.requests);
    this.waited[quarter]! += waited;
    this.count[quarter]!++;
    if (quarter === 3) this.service += service;
  }

  merge(other: QueueTrend): void {
    for (let quarter = 0; quarter < 4; quarter++) {
      this.waited[quarter]! += other.waited[quarter]!;
      this.count[quarter]! += other.count[quarter]!;
    }
    this.service += other.service;
  }

  get grew(): boolean {
    if (this.count.some((requests) => requests === 0)) return false;
    const mean = (quarter: number): number => this.waited[quarter]! / this.count[quarter]!;
    const last = mean(3);
    return (
      last > mean(2) &&
      last > 1.5 * Math.max(mean(0), mean(1)) &&
      last > (0.1 * this.service) / this.count[3]!
    );
  }
}

/**
 * Whether first tokens are mostly a matter of waiting for a place: then they tell of the queue, not of the engine.
 * @param server seconds that a request spends before the engine has it, which are no waiting
 */
export function isQueued({ ttft, queue }: Pick<Prediction, 'ttft' | 'queue'>, server: number): boolean {
  return queue.mean > 0.5 * Math.max(0, ttft.mean - server);
}
