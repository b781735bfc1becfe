import { readFileSync } from 'node:fs';
import type { StepConstantName } from '../../catalog/step-constants.ts';
import type { CostConstants } from '../../simulator/cost/constants.ts';
import { eraOf } from '../../simulator/cost/constants.ts';
import { isQueued } from '../../simulator/report/saturation.ts';
import { type Experiment, experimentOf } from '../../simulator/validation/experiment.ts';
import { type Measurement, readMeasurements } from '../../simulator/validation/measurement.ts';
import { figureOf, runOf } from '../../simulator/validation/predict.ts';
import { rooflineFigure } from '../../simulator/validation/roofline.ts';
import { batchesOf } from '../../simulator/validation/validate.ts';

export const measurementFile = '../shared/measurements/calibration.csv';

/** A run that is in scope, with the rows that were measured in it. */
export interface MeasuredRun {
  readonly rows: readonly Measurement[];
  readonly experiment: Experiment;
  readonly era: string;
}

export function measuredRuns(): MeasuredRun[] {
  const { rows } = readMeasurements(readFileSync(measurementFile, 'utf8'));
  return batchesOf(rows).flatMap((batch) => {
    const plan = experimentOf(batch.rows[0]!);
    if ('skipped' in plan) return [];
    const { spec } = plan.experiment;
    return [{ rows: batch.rows, experiment: plan.experiment, era: eraOf(spec.engine, spec.engineVersion) }];
  });
}

export type Values = Readonly<Record<StepConstantName, number>>;

export function constantsFrom(values: Values): CostConstants {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, source: 'a step of the fit' }]),
  ) as unknown as CostConstants;
}

/**
 * Figures of the run's rows, NaN where it does not run, and at the end 1 where first tokens are a matter of queueing. A
 * quick run has fewer requests: enough for a derivative.
 */
export function figures({ rows, experiment }: MeasuredRun, values: Values, quick: boolean): number[] {
  const { prediction, server } = runOf(quick ? quickly(experiment) : experiment, constantsFrom(values));
  return [
    ...rows.map((row) => figureOf(prediction, row.metric, row.stat) ?? Number.NaN),
    isQueued(prediction, server) ? 1 : 0,
  ];
}

export const rooflines = ({ rows, experiment }: MeasuredRun): number[] =>
  rows.map((row) => rooflineFigure(experiment, row.metric));

function quickly(experiment: Experiment): Experiment {
  const { workload, static: isStatic } = experiment;
  if (isStatic) return experiment;
  const { arrivals, requests } = workload;
  // A closed loop keeps its requests: the first burst's share of the mean first token hangs on them.
  const enough = arrivals.kind === 'offline' ? 1500 : requests;
  return { ...experiment, workload: { ...workload, requests: Math.min(requests, enough) } };
}
