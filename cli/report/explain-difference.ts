import type { Totals } from '../../simulator/prediction.ts';
import { batchingLabels } from './latency-table.ts';
import { mainDifferences } from './time-spent.ts';
import { duration, percent, significant } from './words.ts';

/** Why one is ahead, from its own figures. Nothing where there is nothing to compare. */
export function explainDifference(predictions: readonly Totals[]): string | undefined {
  const inflight = predictions.find((prediction) => prediction.batching === 'inflight');
  const other = predictions.find((prediction) => prediction.batching !== 'inflight');
  if (!inflight || !other || inflight.completed === 0 || other.completed === 0) return undefined;
  const name = batchingLabels[other.batching];
  const idle = percent(1 - other.usefulSlotShare);
  const served = inflight.requestsPerSecond / other.requestsPerSecond;
  const latency = other.e2e.p50 / inflight.e2e.p50;
  const because = `${name} keeps each slot until the longest answer of its batch is done, so ${idle} of its slot time goes to requests that are already finished, and a new request waits for the whole batch`;
  if (served >= 1.02)
    return `In-flight serves ${significant(served)}× as many requests per second: ${because}.${whereTo(other, inflight)}`;
  if (latency >= 1.02)
    return `Both keep up with the arrivals, but half of the in-flight answers are there ${significant(latency)}× sooner: ${because}.${whereTo(other, inflight)}`;
  return `At this load there is little between them: ${idle} of ${name}'s slot time goes to finished requests, and the GPU has time to spare.`;
}

/** Where the longer time of the mean request goes. */
function whereTo(slow: Totals, fast: Totals): string {
  // Of a queue that grows, the length of the run is all that its mean tells.
  if (slow.saturated) return '';
  const longer = slow.e2e.mean - fast.e2e.mean;
  const parts = mainDifferences(slow, fast);
  if (!(longer > 0) || parts === '') return '';
  return ` Its mean request takes ${duration(longer)} longer: ${parts}.`;
}
