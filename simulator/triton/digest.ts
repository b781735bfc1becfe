import type { Distribution } from '../prediction.ts';
import { distributionOf } from '../report/distribution.ts';

/** Up to so many values a percentile is exact; beyond, to the width of a bin. */
export const exactUpTo = 2 ** 20;
const smallest = 1e-7;
const width = 0.001;
/** A million seconds and more. */
const lastBin = 1 + Math.floor(Math.log(1e6 / smallest) / width);

/**
 * Values of which only mean and percentiles are wanted: kept as they are while there are few, then in logarithmic
 * bins of 0.1 %, so that memory does not grow with the run.
 */
export class Digest {
  private values = new Float64Array(256);
  private bins: Float64Array | undefined;
  private sum = 0;
  count = 0;

  get isExact(): boolean {
    return this.bins === undefined;
  }

  get mean(): number {
    return this.count > 0 ? this.sum / this.count : Number.NaN;
  }

  add(value: number): void {
    this.sum += value;
    if (this.bins) this.bins[binOf(value)]!++;
    else {
      if (this.count === this.values.length) {
        const wide = new Float64Array(2 * this.values.length);
        wide.set(this.values);
        this.values = wide;
      }
      this.values[this.count] = value;
      if (this.count + 1 === exactUpTo) this.toBins();
    }
    this.count++;
  }

  distribution(): Distribution {
    if (!this.bins) return { ...distributionOf(this.values.subarray(0, this.count)), mean: this.mean };
    const at = (share: number): number => this.quantile(share);
    return { mean: this.mean, p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) };
  }

  private toBins(): void {
    this.bins = new Float64Array(lastBin + 1);
    for (const value of this.values) this.bins[binOf(value)]!++;
    this.values = new Float64Array(0);
  }

  private quantile(share: number): number {
    let below = 0;
    const target = share * this.count;
    for (let bin = 0; bin < this.bins!.length; bin++) {
      below += this.bins![bin]!;
      if (below >= target) return bin === 0 ? 0 : smallest * Math.exp((bin - 0.5) * width);
    }
    return Number.NaN;
  }
}

const binOf = (value: number): number =>
  value <= smallest ? 0 : Math.min(1 + Math.floor(Math.log(value / smallest) / width), lastBin);
