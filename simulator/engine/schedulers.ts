import { schedulingFacts } from '../../catalog/scheduling.ts';
import type { BatchingKind } from '../../deployment/deployment.ts';
import { ActiveRequests } from '../batching/active-requests.ts';
import { ReservingCapacity } from '../batching/capacity.ts';
import { dynamicBatcher } from '../batching/dynamic.ts';
import { DynamicBatchTuner } from '../batching/dynamic-batch-tuner.ts';
import { InFlightBatch } from '../batching/in-flight-batch.ts';
import { BlockPool, OnDemandCapacity } from '../batching/on-demand-capacity.ts';
import { prefixReuseOf } from '../batching/prefix/policy.ts';
import type { PrefixReuse } from '../batching/prefix/prefix-reuse.ts';
import { ReservedGrowth } from '../batching/reserved-growth.ts';
import type { Events, Limits, Scheduler } from '../batching/scheduler.ts';
import { SglangScheduler } from '../batching/sglang.ts';
import { type BatchFormer, fullBatch, StaticScheduler, takeWhatWaits } from '../batching/static.ts';
import { SwapSpace } from '../batching/swap-space.ts';
import { TensorrtLlmScheduler } from '../batching/tensorrt-llm.ts';
import { TgiScheduler } from '../batching/tgi.ts';
import { VllmV0Scheduler } from '../batching/vllm-v0.ts';
import { VllmV1Scheduler } from '../batching/vllm-v1.ts';
import { isV1 } from '../memory/engine-kind.ts';
import { hostCache } from '../memory/host-cache.ts';
import type { EngineSpec } from '../spec.ts';
import type { ArrivalQueue } from './arrival-queue.ts';
import type { Pipeline } from './pipeline-loop.ts';
import { sglangSettings, swaps, tgiSettings, vllmV0Settings, vllmV1Settings } from './scheduler-settings.ts';

/**
 * Does the engine serve urgent requests first? TensorRT-LLM's executor orders its queue by priority and then arrival;
 * vLLM and SGLang do only when they are told to (`--scheduling-policy priority`, `--enable-priority-scheduling`); TGI
 * has no such thing.
 */
export function heedsPriority({ engine, batching }: EngineSpec): boolean {
  return engine !== 'tgi' && (batching.priorities ?? engine === 'tensorrt-llm');
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
      return new StaticScheduler(queue, limits, events, staticFormer(spec, limits));
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
    case 'inflight':
      return inFlightScheduler(spec, limits, queue, events);
  }
}

function staticFormer({ batching }: EngineSpec, { slots }: Limits): BatchFormer {
  return batching.fullBatchTimeout === undefined
    ? takeWhatWaits
    : fullBatch(slots, batching.fullBatchTimeout);
}

/** vLLM V0's swap space: 4 GiB of each rank unless `--swap-space` says otherwise (engine/arg_utils.py, `EngineArgs`). */
function swapSpaceOf(spec: EngineSpec, limits: Limits): SwapSpace | undefined {
  if (!swaps(spec)) return undefined;
  const bytes = spec.batching.vllm?.swapBytes ?? schedulingFacts.vllm.swapBytes.value;
  return new SwapSpace(limits, hostCache({ ...spec, hostCacheBytes: bytes }));
}

/** The micro-batches that are on their way through the stages at the same time, one a stage. */
export function pipelineOf(spec: EngineSpec, limits: Limits, queue: ArrivalQueue, events: Events): Pipeline {
  const active = new ActiveRequests(queue.pool, limits.slots);
  const shared: SharedByMicroBatches = {
    active,
    blocks: new BlockPool(),
    reserved: new ReservingCapacity(limits),
  };
  const schedulers = Array.from({ length: spec.pipelineParallel }, () =>
    inFlightScheduler(spec, limits, queue, events, shared),
  );
  const lookAhead = spec.engine !== 'vllm' && spec.batching.policy === 'max-utilization';
  return { schedulers, active, lookAhead };
}

interface SharedByMicroBatches {
  readonly active: ActiveRequests;
  readonly blocks: BlockPool;
  readonly reserved: ReservingCapacity;
  reuse?: PrefixReuse | undefined;
}

/** Who joins and leaves between two steps: each engine's own order, by release where it changed. */
function inFlightScheduler(
  spec: EngineSpec,
  limits: Limits,
  queue: ArrivalQueue,
  events: Events,
  shared?: SharedByMicroBatches,
): Scheduler {
  const reuseOf = (usable: Limits): PrefixReuse | undefined => {
    const reuse = shared?.reuse ?? prefixReuseOf(spec, usable, queue);
    if (shared) shared.reuse = reuse;
    if (reuse) events.reuses?.(reuse.cache);
    return reuse;
  };
  switch (spec.engine) {
    case 'vllm': {
      if (!isV1(spec)) {
        const capacity = new OnDemandCapacity(limits);
        const batch = new InFlightBatch(queue, limits, capacity, events, undefined, reuseOf(limits));
        return new VllmV0Scheduler(batch, limits, capacity, vllmV0Settings(spec), swapSpaceOf(spec, limits));
      }
      const usable = withoutFirstBlock(limits);
      const capacity = new OnDemandCapacity(usable, shared?.blocks);
      const batch = new InFlightBatch(queue, usable, capacity, events, shared?.active, reuseOf(usable));
      return new VllmV1Scheduler(batch, usable, capacity, vllmV1Settings(spec));
    }
    case 'sglang': {
      const capacity = new OnDemandCapacity(limits);
      const batch = new InFlightBatch(queue, limits, capacity, events, undefined, reuseOf(limits));
      return new SglangScheduler(batch, limits, capacity, sglangSettings(spec));
    }
    case 'tgi': {
      const usable = withoutFirstBlock(limits);
      // The last token's keys and values are never stored (queue.rs: input + max_new_tokens − 1).
      const capacity = new ReservingCapacity(usable, 1);
      const batch = new InFlightBatch(queue, usable, capacity, events);
      return new TgiScheduler(batch, usable, capacity, tgiSettings(spec));
    }
    case 'tensorrt-llm':
    case 'triton': {
      const { policy, tensorrtLlm } = spec.batching;
      const reuse = reuseOf(limits);
      const capacity =
        policy === 'max-utilization'
          ? new OnDemandCapacity(limits, shared?.blocks, shared !== undefined)
          : reuse
            ? new ReservedGrowth(limits, shared?.blocks)
            : (shared?.reserved ?? new ReservingCapacity(limits));
      const batch = new InFlightBatch(queue, limits, capacity, events, shared?.active, reuse);
      return new TensorrtLlmScheduler(batch, limits, capacity, {
        drains: policy === 'static-batch',
        chunking: tensorrtLlm?.chunking ?? 'first-come-first-served',
        tuner: tensorrtLlm?.dynamicBatch && new DynamicBatchTuner(limits, tensorrtLlm.dynamicBatch),
      });
    }
  }
}

/** vLLM V1 keeps block 0 as its null block (v1/core/block_pool.py), TGI for health checks (block_allocator.rs). */
const withoutFirstBlock = (limits: Limits): Limits => ({ ...limits, blocks: Math.max(0, limits.blocks - 1) });
