import type { BatchingKind } from '../deployment/deployment.ts';
import { limitsOf } from './batching/limits.ts';
import type { CostConstants } from './cost/constants.ts';
import { type StepCost, stepCost } from './cost/step-cost.ts';
import { type LoopOptions, runEngine } from './engine/loop.ts';
import { emptyColumns, Recorder } from './engine/recorder.ts';
import { schedulerOf } from './engine/schedulers.ts';
import { kvBlocksOfInstances } from './memory/memory-of.ts';
import { rankView } from './model/rank-view.ts';
import type { Prediction } from './prediction.ts';
import { summarise } from './report/summary.ts';
import type { EngineSpec } from './spec.ts';
import { ArrivalQueue } from './workload/queue.ts';
import { dealRequests, requestsOf } from './workload/requests.ts';
import type { Workload } from './workload/workload.ts';

export interface SimulateOptions extends LoopOptions {
  /** In place of the catalogue's: a fit to one's own measurements. */
  readonly constants?: CostConstants;
}

/**
 * Predicts how a deployment serves a workload, by discrete-event simulation. The same spec, workload and seed give
 * the same prediction on every machine.
 * @throws SimulationAborted when `options.signal` says so
 */
export function simulate(spec: EngineSpec, workload: Workload, options: SimulateOptions = {}): Prediction {
  const requests = requestsOf(workload);
  const blocks = kvBlocksOfInstances(rankView(spec));
  const ranks = Math.max(1, spec.instances * spec.dataParallel);
  const parts = Math.max(1, Math.min(ranks, requests.concurrency ?? ranks));
  const cost = shared(stepCost(spec, options.constants), Math.min(parts, Math.max(1, spec.instances)));
  // An offline run hands its requests to the engine without a server between them.
  const delay = requests.offline ? 0 : cost.constants.perRequest.value;
  const columns = emptyColumns(requests.count);
  const recorders = dealRequests(requests, parts).map((part, instance) => {
    const queue = new ArrivalQueue(part.requests, delay);
    const limits = limitsOf(spec, cost, blocks[instance % Math.max(1, blocks.length)] ?? 0);
    const recorder = new Recorder(queue, columns, part.ids, instance * limits.slots);
    runEngine(queue, schedulerOf(spec.batching.kind, spec, limits, queue, recorder), cost, recorder, options);
    return recorder;
  });
  return summarise(spec, workload, columns, recorders, delay);
}

/** The same requests under several batching kinds. */
export function compare(
  spec: EngineSpec,
  workload: Workload,
  kinds: readonly BatchingKind[],
  options: SimulateOptions = {},
): Prediction[] {
  return kinds.map((kind) => simulate({ ...spec, batching: { ...spec.batching, kind } }, workload, options));
}

/** Instances on one GPU take turns: with all of them busy each step takes that many times as long. */
function shared(cost: StepCost, instances: number): StepCost {
  if (instances === 1) return cost;
  return {
    ...cost,
    base: (tokens, sampled, sequences) => instances * cost.base(tokens, sampled, sequences),
    contextSlope: instances * cost.contextSlope,
    windowSlope: instances * cost.windowSlope,
    prefillAttention: (chunk, past) => instances * cost.prefillAttention(chunk, past),
  };
}
