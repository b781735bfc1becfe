import type { Step } from '../batching/scheduler.ts';
import type { StepCost } from '../cost/step-cost.ts';
import type { GraphSizes } from './graph-sizes.ts';
import type { Run } from './run.ts';

/** How long a planned step takes: the loop's only question to whoever prices steps. */
export interface StepTimer {
  /** Writes into `run` what the step takes, and how much longer each of the equal steps after it. */
  time(step: Step, run: Run): void;
}

/** The product's timer: a step by the cost model, linear in the context that it reads. */
export function stepTimer(cost: StepCost, graphs?: GraphSizes): StepTimer {
  return {
    time(step, run) {
      if (graphs) graphs.fit(step);
      else step.paddedRows = step.wastedRows;
      const lanes = cost.lanes(step.rows);
      const tokens = step.prefillTokens + step.decodes + step.paddedRows;
      run.first =
        step.fetching +
        cost.base(tokens, step.sampled + step.paddedRows, pricedRows(step, 1)) +
        (step.prefillAttention + cost.contextSlope * step.context + cost.windowSlope * step.window) / lanes;
      run.growth = (cost.contextSlope * step.contextGrowth + cost.windowSlope * step.windowGrowth) / lanes;
    },
  };
}

/**
 * Sequences as the cost model is told of them. It takes a step with more tokens than sequences for one that no CUDA
 * graph holds, and else for one that does: padding counts as sequences, and an eager step as a hair fewer.
 */
export function pricedRows(step: Step, stages: number): number {
  const rows = stages * (step.rows + step.paddedRows);
  return step.eager ? rows - 1e-9 : rows;
}
