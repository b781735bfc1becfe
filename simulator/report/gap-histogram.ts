import type { Run } from '../engine/run.ts';
import type { Distribution } from '../prediction.ts';

const smallest = 1e-7;
/** Bins are 0.1 % wide: a percentile is exact to that. */
const width = 0.001;

/**
 * Gaps between tokens, counted in logarithmic bins, since there may be a hundred million of them. A run of equal
 * steps is added without visiting each step.
 */
export class GapHistogram {
  private readonly weights: number[] = [];
  private readonly sums: number[] = [];
  private weight = 0;
  private sum = 0;

  add(seconds: number, weight: number): void {
    if (weight > 0) this.addTo(binOf(seconds), weight, seconds * weight);
  }

  /** Each of `steps` steps is the gap of `weight` requests. */
  addRun(run: Run, steps: number, weight: number): void {
    if (weight === 0) return;
    let at = 0;
    while (at < steps) {
      const bin = binOf(run.first + run.growth * at);
      const end = run.growth > 0 ? firstBeyond(run, bin, at, steps) : steps;
      const count = end - at;
      const sum = count * (run.first + run.growth * at) + (run.growth * count * (count - 1)) / 2;
      this.addTo(bin, weight * count, weight * sum);
      at = end;
    }
  }

  distribution(): Distribution {
    const at = (share: number): number => this.quantile(share);
    return {
      mean: this.weight > 0 ? this.sum / this.weight : Number.NaN,
      p50: at(0.5),
      p90: at(0.9),
      p95: at(0.95),
      p99: at(0.99),
    };
  }

  merge(other: GapHistogram): void {
    other.weights.forEach((weight, bin) => {
      if (weight > 0) this.addTo(bin, weight, other.sums[bin]!);
    });
  }

  /** The mean of the bin in which the share falls. */
  private quantile(share: number): number {
    let below = 0;
    const target = share * this.weight;
    for (let bin = 0; bin < this.weights.length; bin++) {
      const weight = this.weights[bin] ?? 0;
      if (weight === 0) continue;
      below += weight;
      if (below >= target) return this.sums[bin]! / weight;
    }
    return Number.NaN;
  }

  private addTo(bin: number, weight: number, sum: number): void {
    while (this.weights.length <= bin) {
      this.weights.push(0);
      this.sums.push(0);
    }
    this.weights[bin]! += weight;
    this.sums[bin]! += sum;
    this.weight += weight;
    this.sum += sum;
  }
}

function binOf(seconds: number): number {
  return seconds <= smallest ? 0 : Math.floor(Math.log(seconds / smallest) / width);
}

/** The first step after `at` whose duration lies in a later bin. */
function firstBeyond(run: Run, bin: number, at: number, steps: number): number {
  const edge = smallest * Math.exp((bin + 1) * width);
  let next = Math.min(steps, Math.max(at + 1, Math.ceil((edge - run.first) / run.growth)));
  while (next > at + 1 && binOf(run.first + run.growth * (next - 1)) > bin) next--;
  while (next < steps && binOf(run.first + run.growth * next) <= bin) next++;
  return next;
}
