import type { StepCost } from '../cost/step-cost.ts';
import type { GraphSizes } from './graph-sizes.ts';
import { pricedRows, type StepTimer } from './step-timer.ts';

/**
 * How long a micro-batch is in one stage of a pipeline. The cost model prices full pipelines, whose cycle takes what
 * a stage's share of everything takes on the unsplit model; so a micro-batch passes all stages in the time of a step
 * of `stages` such micro-batches, and each stage has an equal part of it.
 * @param running requests of all micro-batches at this moment: the host works for each of them once a cycle
 * @param perSequence seconds of the host for each of them
 */
export function stageTimer(
  cost: StepCost,
  stages: number,
  perSequence: number,
  running: () => number,
  graphs?: GraphSizes,
): StepTimer {
  return {
    time(step, run) {
      if (graphs) graphs.fit(step);
      else step.paddedRows = step.wastedRows;
      const { rows, paddedRows } = step;
      const cycle = cost.base(
        stages * (step.prefillTokens + step.decodes + paddedRows),
        stages * (step.sampled + paddedRows),
        pricedRows(step, stages),
      );
      const attention =
        step.prefillAttention + cost.contextSlope * step.context + cost.windowSlope * step.window;
      run.first =
        step.fetching / stages +
        (cycle + perSequence * (running() - stages * (rows + paddedRows)) + attention) / stages;
      run.growth = (cost.contextSlope * step.contextGrowth + cost.windowSlope * step.windowGrowth) / stages;
    },
  };
}
