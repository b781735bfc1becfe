import { calibration } from '../../catalog/calibration.ts';
import type { Matrix } from '../model/shape.ts';

/** Rates that a matrix product runs at: operations and bytes per second, bytes of a weight and of an activation. */
export interface MatrixRates {
  readonly operations: number;
  readonly bandwidth: number;
  readonly weight: number;
  readonly activation: number;
  /** Seconds of a call that has next to nothing to do. */
  readonly launch: number;
}

/** The knee of a measured roofline is round. */
const knee = calibration.rooflineKnee.value;

/** Seconds for `tokens` rows through one matrix: a roofline with a rounded knee over the kernel's launch. */
export function gemmTime(tokens: number, matrix: Matrix, rates: MatrixRates): number {
  if (tokens <= 0) return 0;
  const { inputs, outputs } = matrix;
  const compute = (2 * tokens * inputs * outputs) / rates.operations;
  const bytes = inputs * outputs * rates.weight + tokens * (inputs + outputs) * rates.activation;
  return rates.launch + smoothMax(compute, bytes / rates.bandwidth);
}

export function smoothMax(left: number, right: number): number {
  const high = Math.max(left, right);
  if (high === 0) return 0;
  const ratio = Math.min(left, right) / high;
  return high * (1 + ratio ** knee) ** (1 / knee);
}
