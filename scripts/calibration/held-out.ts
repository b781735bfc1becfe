import { readFileSync } from 'node:fs';
import { stepConstants } from '../../catalog/step-constants.ts';
import type { Measurement } from '../../simulator/validation/measurement.ts';
import { metricKind } from '../../simulator/validation/score.ts';
import { type Folds, gpuFold, modelFold } from './folds.ts';
import { type MeasuredRun, rooflines, type Values } from './rows.ts';
import type { Workers } from './workers.ts';

/** A row with what the constants say that saw it, that saw no row of its GPU, and none of its model. */
export interface HeldOut {
  readonly row: Measurement;
  readonly run: MeasuredRun;
  readonly kind: 'throughput' | 'tpot' | 'ttft' | 'e2e';
  readonly experts: boolean;
  readonly queued: boolean;
  readonly gpu: string;
  readonly model: string;
  readonly fitted: number;
  readonly withoutGpu: number;
  readonly withoutModel: number;
  readonly roofline: number;
}

export const readFolds = (): Folds =>
  JSON.parse(readFileSync('scripts/calibration/folds.json', 'utf8')) as Folds;

export function fittedValues(run: MeasuredRun): Values {
  const { engine, engineVersion } = run.experiment.spec;
  if (engine !== 'vllm' && engine !== 'tensorrt-llm' && engine !== 'sglang')
    throw new Error(`no fit of ${engine}`);
  const constants = stepConstants(engine, engineVersion);
  return Object.fromEntries(
    Object.entries(constants).map(([name, constant]) => [name, constant.value]),
  ) as Values;
}

/** Simulates each run three times. Runs that are predicted not to start are left out: `validate` counts them. */
export async function heldOut(
  workers: Workers,
  runs: readonly MeasuredRun[],
  chosen: readonly number[],
  folds: Folds,
): Promise<HeldOut[]> {
  const found = await workers.figures(
    chosen.flatMap((index) => {
      const run = runs[index]!;
      const own = folds[run.era]!;
      return [fittedValues(run), own[gpuFold(run)]!, own[modelFold(run)]!].map((values) => ({
        run: index,
        values,
        quick: false,
      }));
    }),
  );
  return chosen.flatMap((index, place) => {
    const run = runs[index]!;
    const [fitted, withoutGpu, withoutModel] = [
      found[3 * place]!,
      found[3 * place + 1]!,
      found[3 * place + 2]!,
    ];
    const roofline = rooflines(run);
    return run.rows.flatMap((row, at): HeldOut[] => {
      if (!(fitted[at]! > 0)) return [];
      return [
        {
          row,
          run,
          kind: metricKind[row.metric],
          experts: run.experiment.spec.model.moe !== undefined,
          queued: fitted.at(-1) === 1,
          gpu: gpuFold(run),
          model: modelFold(run),
          fitted: fitted[at]!,
          withoutGpu: withoutGpu[at]!,
          withoutModel: withoutModel[at]!,
          roofline: roofline[at]!,
        },
      ];
    });
  });
}
