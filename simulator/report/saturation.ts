import type { Prediction, RequestTable } from '../prediction.ts';

/**
 * Did the queue grow until the last arrival? Then latencies say how long one looked, not how the deployment is.
 * Judged on time in the queue by quarters of the arrivals: the last quarter waits longer than the third, half as
 * long again as the second, and more than a tenth of the time that a request then takes to serve.
 */
export function queueGrew(table: RequestTable): boolean {
  const delay = [0, 0, 0, 0];
  const count = [0, 0, 0, 0];
  let service = 0;
  for (let index = 0; index < table.count; index++) {
    const waited = table.scheduled[index]! - table.arrived[index]!;
    if (Number.isNaN(waited)) continue;
    const quarter = Math.floor((4 * index) / table.count);
    delay[quarter]! += waited;
    count[quarter]!++;
    if (quarter === 3) service += table.finished[index]! - table.scheduled[index]!;
  }
  if (count.some((requests) => requests === 0)) return false;
  const [, second, third, last] = delay.map((sum, quarter) => sum / count[quarter]!) as [
    number,
    number,
    number,
    number,
  ];
  return last > third && last > 1.5 * second && last > (0.1 * service) / count[3]!;
}

/**
 * Whether first tokens are mostly a matter of waiting for a place: then they tell of the queue, not of the engine.
 * @param server seconds that a request spends before the engine has it, which are no waiting
 */
export function isQueued({ ttft, requests }: Pick<Prediction, 'ttft' | 'requests'>, server: number): boolean {
  let waited = 0;
  let count = 0;
  for (let index = 0; index < requests.count; index++) {
    const wait = requests.scheduled[index]! - requests.arrived[index]!;
    if (Number.isNaN(wait)) continue;
    waited += Math.max(0, wait - server);
    count++;
  }
  return count > 0 && waited / count > 0.5 * Math.max(0, ttft.mean - server);
}
