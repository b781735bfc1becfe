/** One residual: the logarithm of predicted over measured, its derivatives, and how much it counts. */
export interface Residual {
  readonly value: number;
  readonly slopes: readonly number[];
  readonly weight: number;
  /** Its usual size: beyond it a residual counts by its size, not its square. */
  readonly scale: number;
}

/**
 * The step that minimises Σ weight · ρ(residual / scale) + Σ ((at + step − start) / spread)², ρ between absolute value
 * and square, with residuals taken as linear; by reweighted least squares.
 */
export function solve(
  residuals: readonly Residual[],
  at: readonly number[],
  start: readonly number[],
  spread: readonly number[],
  longest: number,
): number[] {
  const size = at.length;
  let step = new Array<number>(size).fill(0);
  for (let turn = 0; turn < 12; turn++) {
    const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
    const right = new Array<number>(size).fill(0);
    for (let i = 0; i < size; i++) {
      matrix[i]![i] = 1 / spread[i]! ** 2;
      right[i] = -(at[i]! - start[i]!) / spread[i]! ** 2;
    }
    for (const { value, slopes, weight, scale } of residuals) {
      let now = value;
      for (let i = 0; i < size; i++) now += slopes[i]! * step[i]!;
      const factor = weight / (scale * Math.max(Math.abs(now), 0.3 * scale));
      for (let i = 0; i < size; i++) {
        const slope = slopes[i]!;
        if (slope === 0) continue;
        right[i]! -= factor * slope * value;
        for (let j = 0; j < size; j++) matrix[i]![j]! += factor * slope * slopes[j]!;
      }
    }
    step = linear(matrix, right).map((each) => Math.max(-longest, Math.min(longest, each)));
  }
  return step;
}

/** Gaussian elimination with pivots. */
function linear(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  const a = matrix.map((row, i) => [...row, right[i]!]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(a[row]![column]!) > Math.abs(a[pivot]![column]!)) pivot = row;
    [a[column], a[pivot]] = [a[pivot]!, a[column]!];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = a[row]![column]! / a[column]![column]!;
      if (factor === 0) continue;
      for (let k = column; k <= size; k++) a[row]![k]! -= factor * a[column]![k]!;
    }
  }
  return a.map((row, i) => row[size]! / row[i]!);
}
