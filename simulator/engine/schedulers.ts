import type { BatchingKind } from '../../deployment/deployment.ts';
import { OnDemandCapacity, ReservingCapacity } from '../batching/capacity.ts';
import { dynamicBatcher } from '../batching/dynamic.ts';
import { InFlightBatch } from '../batching/in-flight-batch.ts';
import type { Events, Limits, Scheduler } from '../batching/scheduler.ts';
import { StaticScheduler, takeWhatWaits } from '../batching/static.ts';
import { TokenBudgetScheduler } from '../batching/token-budget.ts';
import type { EngineSpec } from '../spec.ts';
import type { ArrivalQueue } from './arrival-queue.ts';

/**
 * Does the engine serve urgent requests first? TensorRT-LLM's executor orders its queue by priority and then arrival;
 * vLLM and SGLang do only when they are told to (`--scheduling-policy priority`, `--enable-priority-scheduling`).
 */
export function heedsPriority({ engine, batching }: EngineSpec): boolean {
  return batching.priorities ?? engine === 'tensorrt-llm';
}

/** The scheduler of a batching kind. */
export function schedulerOf(
  kind: BatchingKind,
  spec: EngineSpec,
  limits: Limits,
  queue: ArrivalQueue,
  events: Events,
): Scheduler {
  switch (kind) {
    case 'static':
      return new StaticScheduler(queue, limits, events, takeWhatWaits);
    case 'dynamic':
      return new StaticScheduler(
        queue,
        limits,
        events,
        dynamicBatcher({
          maxBatchSize: limits.slots,
          maxQueueDelay: spec.batching.maxQueueDelay,
          preferredBatchSizes: spec.batching.preferredBatchSizes,
        }),
      );
    case 'inflight': {
      const { policy } = spec.batching;
      const capacity =
        policy === 'max-utilization' ? new OnDemandCapacity(limits) : new ReservingCapacity(limits);
      const batch = new InFlightBatch(queue, limits, capacity, events);
      return new TokenBudgetScheduler(batch, limits, capacity, policy === 'static-batch');
    }
  }
}
