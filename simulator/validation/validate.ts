import type { CostConstants } from '../cost/constants.ts';
import { bandOf } from '../report/error-band.ts';
import { isQueued } from '../report/saturation.ts';
import { experimentOf } from './experiment.ts';
import type { Measurement } from './measurement.ts';
import { figureOf, runKey, runOf } from './predict.ts';
import { rooflineFigure } from './roofline.ts';
import { metricKind, type ScoredRow } from './score.ts';

/** Rows that one run serves, by their places in the file. */
export interface Batch {
  readonly rows: readonly Measurement[];
  readonly places: readonly number[];
}

/** Groups rows by run, so that each run is simulated once. */
export function batchesOf(rows: readonly Measurement[]): Batch[] {
  const batches = new Map<string, { rows: Measurement[]; places: number[] }>();
  rows.forEach((row, place) => {
    const key = runKey(row);
    const batch = batches.get(key) ?? { rows: [], places: [] };
    batch.rows.push(row);
    batch.places.push(place);
    batches.set(key, batch);
  });
  return [...batches.values()];
}

/** Simulates the run behind a batch of rows and sets its figures beside theirs. */
export function scoreBatch({ rows }: Batch, constants?: CostConstants): ScoredRow[] {
  const plans = rows.map(experimentOf);
  const planned = plans.find((plan) => 'experiment' in plan);
  const found = planned && 'experiment' in planned ? runOf(planned.experiment, constants) : undefined;
  const prediction = found?.prediction;
  return rows.map((row, at) => {
    const plan = plans[at]!;
    if ('skipped' in plan) return { row, skipped: plan.skipped };
    const predicted = prediction && figureOf(prediction, row.metric, row.stat);
    if (found === undefined || prediction === undefined || predicted === undefined)
      return { row, skipped: 'predicted not to run: model and KV cache do not fit' };
    const { spec } = plan.experiment;
    const queued = isQueued(prediction, found.server);
    const band = bandOf(spec, metricKind[row.metric], queued);
    return {
      row,
      predicted,
      roofline: rooflineFigure(plan.experiment, row.metric),
      ...(band ? { band: [predicted * band.low, predicted * band.high] as const } : {}),
      saturated: queued,
    };
  });
}
