import type { Step } from '../batching/scheduler.ts';
import type { StepCost } from '../cost/step-cost.ts';
import type { Run } from './run.ts';

/** How long a planned step takes: the loop's only question to whoever prices steps. */
export interface StepTimer {
  /** Writes into `run` what the step takes, and how much longer each of the equal steps after it. */
  time(step: Step, run: Run): void;
}

/** The product's timer: a step by the cost model, linear in the context that it reads. */
export function stepTimer(cost: StepCost): StepTimer {
  return {
    time(step, run) {
      const lanes = cost.lanes(step.rows);
      run.first =
        cost.base(step.prefillTokens + step.decodes, step.sampled, step.rows) +
        (step.prefillAttention + cost.contextSlope * step.context + cost.windowSlope * step.window) / lanes;
      run.growth = (cost.contextSlope * step.contextGrowth + cost.windowSlope * step.windowGrowth) / lanes;
    },
  };
}
