import { BatchScan } from '../triton/batch-scan.ts';
import type { BatchFormer } from './static.ts';

export interface DynamicBatcher {
  readonly maxBatchSize: number;
  /** Seconds; 0 sends what waits. */
  readonly maxQueueDelay: number;
  readonly preferredBatchSizes: readonly number[];
}

/**
 * Triton's dynamic batcher in front of an engine that runs one batch at a time, for requests of batch size 1 and
 * equal shapes; how it decides is in `BatchScan`. It looks whenever an instance is idle:
 * - a preferred size that was reached is sent at once, unless the oldest request's delay is over: then all is sent;
 * - a batch that cannot grow is sent; with no delay set everything that waits is sent;
 * - otherwise it sleeps until the delay of the oldest request is over or another request arrives.
 * Without preferred sizes the only one is max_batch_size (Triton fills that in when it loads the model).
 */
export function dynamicBatcher(settings: DynamicBatcher): BatchFormer {
  const { maxBatchSize, maxQueueDelay } = settings;
  const preferred = settings.preferredBatchSizes.filter((size) => size > 0 && size <= maxBatchSize);
  const scan = new BatchScan(maxBatchSize, preferred.length > 0 ? preferred : [maxBatchSize], maxQueueDelay);
  return {
    size(now, ready, oldest) {
      scan.begin(0);
      for (let pending = 0; pending < ready && scan.offer(1); pending++);
      return scan.decide(now, oldest);
    },
    deadline: (oldest) => (maxQueueDelay > 0 ? oldest + maxQueueDelay : Number.POSITIVE_INFINITY),
  };
}
