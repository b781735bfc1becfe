import { calibrated, type FactorFit, type Factors } from './factors.ts';

/** What `calibrate` writes and `simulate --calibration` reads: small enough to commit beside a configuration. */
export interface CalibrationFile {
  readonly batchwise_calibration: 1;
  readonly engine: string;
  readonly gpu: string;
  readonly model: string;
  readonly figures: number;
  readonly median_error_pct: { readonly before: number; readonly after: number };
  readonly factors: Factors;
}

export function calibrationFile(
  { factors, before, after, figures }: FactorFit,
  on: { readonly engine: string; readonly gpu: string; readonly model: string },
): CalibrationFile {
  return {
    batchwise_calibration: 1,
    ...on,
    figures,
    median_error_pct: { before: Number(before.toFixed(2)), after: Number(after.toFixed(2)) },
    factors,
  };
}

/** The factors in such a file; undefined where it is not one. */
export function readCalibration(text: string): CalibrationFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const file = value as CalibrationFile;
  if (file.batchwise_calibration !== 1 || typeof file.factors !== 'object' || file.factors === null)
    return undefined;
  const positive = calibrated.every((name) => Number.isFinite(file.factors[name]) && file.factors[name] > 0);
  return positive ? file : undefined;
}
