import type { BatchingKind } from '../../../deployment/deployment.ts';
import type { Totals } from '../../../simulator/prediction.ts';
import { formatFactor, formatNumber, formatSeconds, formatShare } from '../words/format.ts';

/** The comparison in a sentence: the figure to set large, what it says, and why it is so. */
export interface Verdict {
  readonly figure: string;
  readonly claim: string;
  readonly reason: string;
}

export const batchingName: Readonly<Record<BatchingKind, string>> = {
  static: 'Static',
  dynamic: 'Dynamic',
  inflight: 'In-flight',
};

/** From here on a factor is worth saying; below it the modes are called level. */
const worthSaying = 1.05;

/** Says what in-flight batching is worth against static batching under this load, and explains the factor. */
export function verdictOf(fixed: Totals, inflight: Totals): Verdict {
  const throughput = inflight.requestsPerSecond / fixed.requestsPerSecond;
  const latency = fixed.e2e.p50 / inflight.e2e.p50;
  if (throughput >= worthSaying) {
    return {
      figure: formatFactor(throughput),
      claim: `as many requests in-flight as static: ${formatNumber(inflight.requestsPerSecond)} a second instead of ${formatNumber(fixed.requestsPerSecond)}, on the same hardware.`,
      reason: throughputReason(fixed, inflight),
    };
  }
  if (latency >= worthSaying) {
    return {
      figure: formatFactor(latency),
      claim: `faster in-flight: the median answer is done after ${formatSeconds(inflight.e2e.p50)} instead of ${formatSeconds(fixed.e2e.p50)}.`,
      reason: latencyReason(fixed, inflight),
    };
  }
  if (throughput <= 1 / worthSaying || latency <= 1 / worthSaying) {
    const factor = throughput <= 1 / worthSaying ? 1 / throughput : 1 / latency;
    return {
      figure: formatFactor(factor),
      claim: 'in favour of static batching under this load.',
      reason:
        inflight.preemptions > 0
          ? `In-flight took ${inflight.preemptions} requests back out of a full KV cache and computed them again.`
          : 'Prefills of new requests delay the answers that are already running in-flight.',
    };
  }
  return {
    figure: 'Level',
    claim: 'static and in-flight batching serve this load equally well.',
    reason:
      fixed.meanBatch < 1.5
        ? 'Requests come so seldom that each mostly runs alone. Raise the arrival rate to see them part.'
        : 'All requests of a batch end at nearly the same time, so no slot waits for another.',
  };
}

function throughputReason(fixed: Totals, inflight: Totals): string {
  const idle = 1 - fixed.usefulSlotShare;
  const gain = inflight.meanBatch / fixed.meanBatch;
  const parts: string[] = [];
  if (idle >= 0.05)
    parts.push(`static keeps ${formatShare(idle)} of its slot time on requests that are already finished`);
  if (gain >= 1.1) {
    parts.push(
      `in-flight runs ${inflight.meanBatch.toFixed(1)} unfinished requests at a time where static runs ${fixed.meanBatch.toFixed(1)}`,
    );
  }
  if (parts.length === 0) parts.push('static starts no request before the last of its batch is done');
  return `Because ${parts.join('; ')}.`;
}

function latencyReason(fixed: Totals, inflight: Totals): string {
  const waited = fixed.queue.p50;
  const waitedInflight = inflight.queue.p50;
  if (waited - waitedInflight < 0.1 * (fixed.e2e.p50 - inflight.e2e.p50)) {
    return `Because a static batch answers all its requests together: ${formatShare(1 - fixed.usefulSlotShare)} of its slot time goes to finished ones.`;
  }
  return `Because static lets a request wait ${formatSeconds(waited)} for the running batch to end; in-flight starts it after ${formatSeconds(waitedInflight)}.`;
}
