import type { BatchingKind } from '../deployment/deployment.ts';
import { known } from '../deployment/known.ts';
import { limitsOf } from './batching/limits.ts';
import type { CostConstants } from './cost/constants.ts';
import { type StepCost, stepCost } from './cost/step-cost.ts';
import { ArrivalQueue } from './engine/arrival-queue.ts';
import { drive } from './engine/drive.ts';
import type { LoopOptions } from './engine/loop.ts';
import { Recorder } from './engine/recorder.ts';
import { RequestColumns } from './engine/request-columns.ts';
import { heedsPriority } from './engine/schedulers.ts';
import { kvBlocksOfInstances } from './memory/memory-of.ts';
import { rankView } from './model/rank-view.ts';
import type { Prediction, Totals } from './prediction.ts';
import type { ServiceLevel } from './report/service-level.ts';
import { predictionOf, totalsOf } from './report/summary.ts';
import type { EngineSpec } from './spec.ts';
import { countOf } from './workload/draw.ts';
import { feedOf } from './workload/feed-of.ts';
import { prefixTokens } from './workload/shared-prefix.ts';
import { clientsOf } from './workload/source.ts';
import type { Workload } from './workload/workload.ts';

export interface SimulateOptions extends LoopOptions {
  /** What is promised for each request: counted as goodput. */
  readonly serviceLevel?: ServiceLevel;
  /** In place of the catalogue's: a fit to one's own measurements. */
  readonly constants?: CostConstants;
}

/**
 * Predicts how a deployment serves a workload, by discrete-event simulation. The same spec, workload and seed give
 * the same prediction on every machine.
 * @throws SimulationAborted when `options.signal` says so
 */
export function simulate(spec: EngineSpec, workload: Workload, options: SimulateOptions = {}): Prediction {
  const columns = new RequestColumns(countOf(workload));
  return predictionOf(run(spec, workload, options, columns), columns);
}

/**
 * The same without a row for each request: memory follows how many requests there are at once, so ten million are as
 * good as ten. Percentiles are exact to 0.1 %.
 * @throws SimulationAborted when `options.signal` says so
 */
export function simulateTotals(spec: EngineSpec, workload: Workload, options: SimulateOptions = {}): Totals {
  return run(spec, workload, options, undefined);
}

function run(
  spec: EngineSpec,
  workload: Workload,
  options: SimulateOptions,
  columns: RequestColumns | undefined,
): Totals {
  const blocks = kvBlocksOfInstances(rankView(spec));
  const ranks = Math.max(1, spec.instances * spec.dataParallel);
  const parts = Math.max(1, Math.min(ranks, clientsOf(workload) ?? ranks));
  const sharing = Math.min(parts, Math.max(1, spec.instances));
  const cost = shared(stepCost(spec, options.constants), sharing);
  // An offline run hands its requests to the engine without a server between them.
  const offline = !workload.trace && workload.arrivals.kind === 'offline';
  const delay = offline ? 0 : cost.constants.perRequest.value;
  const count = countOf(workload);
  const retention = workload.retention && {
    retention: workload.retention,
    prefixTokens: workload.trace ? 0 : prefixTokens(workload),
  };
  const recorders = Array.from({ length: parts }, (_, instance) => {
    const queue = new ArrivalQueue(feedOf(workload, instance, parts), {
      delay,
      levels: heedsPriority(spec) ? (workload.priorityShares?.length ?? 1) : 1,
      ...known('clientTimeout', workload.clientTimeout),
      ...known('retention', retention),
    });
    const limits = limitsOf(spec, cost, blocks[instance % Math.max(1, blocks.length)] ?? 0);
    const recorder = new Recorder(queue, count, columns, instance * limits.slots, options.serviceLevel);
    drive(spec, limits, queue, recorder, cost, sharing, options);
    return recorder;
  });
  return totalsOf(spec, workload, count, recorders, delay, options.serviceLevel);
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
