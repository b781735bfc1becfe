import type { BatchFormer } from './static.ts';

export interface DynamicBatcher {
  readonly maxBatchSize: number;
  /** Seconds; 0 sends what waits. */
  readonly maxQueueDelay: number;
  readonly preferredBatchSizes: readonly number[];
}

/**
 * Triton's dynamic batcher in front of an engine that runs one batch at a time, for requests of batch size 1 and
 * equal shapes. Follows `DynamicBatchScheduler::GetDynamicBatch` (triton-inference-server/core,
 * src/dynamic_batch_scheduler.cc), which runs whenever an instance is idle:
 * - the batch grows in order of arrival up to max_batch_size, remembering the largest preferred size passed;
 *   a batch that would outgrow every preferred size without meeting one counts as preferred where it stands;
 * - a preferred size that was reached is sent at once, unless the oldest request's delay is over: then all is sent;
 * - a batch that cannot grow is sent; with no delay set everything that waits is sent;
 * - otherwise the batcher sleeps until the delay of the oldest request is over or another request arrives.
 * Without preferred sizes the only one is max_batch_size (Triton fills that in when it loads the model).
 */
export function dynamicBatcher(settings: DynamicBatcher): BatchFormer {
  const { maxBatchSize, maxQueueDelay } = settings;
  const preferred = settings.preferredBatchSizes.filter((size) => size > 0 && size <= maxBatchSize);
  const sizes = new Set(preferred.length > 0 ? preferred : [maxBatchSize]);
  const largest = Math.max(...sizes);
  return {
    size(now, ready, oldest) {
      let best = 0;
      for (let pending = 1; pending <= ready; pending++) {
        if (pending > largest && best === 0) best = pending - 1;
        if (sizes.has(pending)) best = pending;
      }
      const overdue = maxQueueDelay > 0 && now >= oldest + maxQueueDelay;
      if (best > 0 && !overdue) return best;
      if (ready >= Math.min(largest, maxBatchSize) || overdue || maxQueueDelay === 0) return ready;
      return 0;
    },
    deadline: (oldest) => (maxQueueDelay > 0 ? oldest + maxQueueDelay : Number.POSITIVE_INFINITY),
  };
}
