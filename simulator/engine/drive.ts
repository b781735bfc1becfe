import { isPipelined } from '../batching/limits.ts';
import type { Limits } from '../batching/scheduler.ts';
import type { StepCost } from '../cost/step-cost.ts';
import type { EngineSpec } from '../spec.ts';
import type { ArrivalQueue } from './arrival-queue.ts';
import { graphSizesOf } from './graph-sizes.ts';
import { type LoopOptions, runEngine } from './loop.ts';
import { runPipeline } from './pipeline-loop.ts';
import type { Recorder } from './recorder.ts';
import { pipelineOf, schedulerOf } from './schedulers.ts';
import { stageTimer } from './stage-timer.ts';
import { stepTimer } from './step-timer.ts';

/**
 * Runs one engine to the end of its requests.
 * @param instances how many engines take turns on the GPUs, as `cost` has it
 */
export function drive(
  spec: EngineSpec,
  limits: Limits,
  queue: ArrivalQueue,
  recorder: Recorder,
  cost: StepCost,
  instances: number,
  options: LoopOptions,
): void {
  // Steps of all micro-batches together run in no graph of their own.
  const followed = spec.pipelineParallel === 1 || isPipelined(spec);
  const graphs = followed ? graphSizesOf(spec, limits.rows) : undefined;
  if (!isPipelined(spec)) {
    const scheduler = schedulerOf(spec.batching.kind, spec, limits, queue, recorder);
    runEngine(queue, scheduler, stepTimer(cost, graphs), recorder, options);
    return;
  }
  const pipeline = pipelineOf(spec, limits, queue, recorder);
  const perSequence = instances * cost.constants.perSequence.value;
  const timer = stageTimer(
    cost,
    spec.pipelineParallel,
    perSequence,
    () => pipeline.active.list.length,
    graphs,
  );
  runPipeline(queue, pipeline, timer, recorder, options);
}
