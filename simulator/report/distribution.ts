import type { Distribution } from '../prediction.ts';

/** Mean and percentiles of the numbers that are not NaN, interpolated linearly as numpy's default does. */
export function distributionOf(values: Float64Array): Distribution {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const at = (share: number): number => {
    if (sorted.length === 0) return Number.NaN;
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const low = sorted[below]!;
    return low + (place - below) * ((sorted[below + 1] ?? low) - low);
  };
  let sum = 0;
  for (const value of sorted) sum += value;
  return {
    mean: sorted.length > 0 ? sum / sorted.length : Number.NaN,
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
  };
}
