import type { Run } from '../engine/run.ts';
import type { Distribution } from '../prediction.ts';

/** The bits of a number: the upper word holds sign, exponent and the first 20 bits of the fraction. */
const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
/** Each power of two is cut into 1024 bins, so a bin is at most 0.1 % wide and a percentile exact to that. */
const fractionBits = 10;
const dropped = 20 - fractionBits;
const binsOfPower = 1 << fractionBits;
/** Makes a whole number of more bits than the fraction's, and less than 2³¹, of any time between a millisecond and half an hour. */
const scale = 2 ** 20;
const [least, most] = [2 ** (fractionBits - 20), 2 ** 11];
const exponentOfScale = 1023 - 20;
/** By biased exponent. */
const powersOfTwo = Float64Array.from({ length: 2048 }, (_, power) => 2 ** (power - 1023));

/**
 * Seconds, counted in logarithmic bins, since there may be a hundred million of them. The bin is the exponent and the
 * first bits of the number, as in HdrHistogram, and keeps the sum of what fell in it. A run of equal steps is added at
 * once.
 */
export class LogHistogram {
  /** By power of two: for each bin the weight and the sum. */
  private readonly powers: (Float64Array | undefined)[] = [];
  private zeros = 0;
  private weight = 0;
  private sum = 0;

  get count(): number {
    return this.weight;
  }

  add(value: number, weight = 1): void {
    this.weight += weight;
    this.sum += weight * value;
    if (value <= 0) this.zeros += weight;
    else this.addTo(binOf(value), weight, weight * value);
  }

  /** The first `count` of some values, in the order in which they are added one by one. */
  addAll(values: Float64Array, count: number): void {
    let { sum } = this;
    for (let at = 0; at < count; at++) {
      const value = values[at]!;
      sum += value;
      if (value <= 0) this.zeros++;
      else this.addTo(binOf(value), 1, value);
    }
    this.sum = sum;
    this.weight += count;
  }

  /** Each of `steps` steps is the gap of `weight` requests. */
  addRun(run: Run, steps: number, weight: number): void {
    if (weight === 0) return;
    let at = 0;
    while (at < steps) {
      const value = run.first + run.growth * at;
      const bin = binOf(value);
      const end = run.growth > 0 ? firstBeyond(run, bin, at, steps) : steps;
      const count = end - at;
      const sum = weight * (count * value + (run.growth * count * (count - 1)) / 2);
      this.weight += weight * count;
      this.sum += sum;
      this.addTo(bin, weight * count, sum);
      at = end;
    }
  }

  distribution(): Distribution {
    return {
      mean: this.weight > 0 ? this.sum / this.weight : Number.NaN,
      p50: this.quantile(0.5),
      p90: this.quantile(0.9),
      p95: this.quantile(0.95),
      p99: this.quantile(0.99),
    };
  }

  merge(other: LogHistogram): void {
    this.weight += other.weight;
    this.sum += other.sum;
    this.zeros += other.zeros;
    other.powers.forEach((bins, power) => {
      const own = bins && this.binsOf(power);
      bins?.forEach((value, at) => {
        own![at]! += value;
      });
    });
  }

  /** Interpolated between neighbours as numpy's default does; each is the mean of its bin. */
  private quantile(share: number): number {
    if (this.weight === 0) return Number.NaN;
    const place = share * (this.weight - 1);
    const low = this.atRank(Math.floor(place));
    if (place === Math.floor(place)) return low;
    return low + (place - Math.floor(place)) * (this.atRank(Math.ceil(place)) - low);
  }

  /** The value that so many are smaller than. */
  private atRank(rank: number): number {
    let below = this.zeros;
    if (below > rank) return 0;
    for (const bins of this.powers) {
      if (!bins) continue;
      for (let at = 0; at < bins.length; at += 2) {
        below += bins[at]!;
        if (below > rank) return bins[at + 1]! / bins[at]!;
      }
    }
    return Number.NaN;
  }

  private addTo(bin: number, weight: number, sum: number): void {
    const bins = this.powers[bin >>> fractionBits] ?? this.binsOf(bin >>> fractionBits);
    const at = 2 * (bin & (binsOfPower - 1));
    bins[at]! += weight;
    bins[at + 1]! += sum;
  }

  private binsOf(power: number): Float64Array {
    let bins = this.powers[power];
    if (!bins) {
      while (this.powers.length < power) this.powers.push(undefined);
      bins = new Float64Array(2 * binsOfPower);
      this.powers[power] = bins;
    }
    return bins;
  }
}

/**
 * The upper bits of a number: its exponent and the first of its fraction. Those of the times that occur most are worked
 * out in registers, as from memory a processor has them only when the number that it just stored has arrived there.
 */
function binOf(value: number): number {
  if (value >= least && value < most) {
    const scaled = (value * scale) | 0;
    const exponent = 31 - Math.clz32(scaled);
    const fraction = (scaled >>> (exponent - fractionBits)) & (binsOfPower - 1);
    return ((exponent + exponentOfScale) << fractionBits) | fraction;
  }
  number[0] = value;
  return (words[1]! >>> dropped) | 0;
}

/** The smallest number of a bin. */
function edgeOf(bin: number): number {
  return powersOfTwo[bin >>> fractionBits]! * (1 + (bin & (binsOfPower - 1)) / binsOfPower);
}

/** The first step after `at` whose duration lies in a later bin. */
function firstBeyond(run: Run, bin: number, at: number, steps: number): number {
  const edge = edgeOf(bin + 1);
  if (run.first + run.growth * (steps - 1) < edge) return steps;
  let next = Math.min(steps, Math.max(at + 1, Math.ceil((edge - run.first) / run.growth)));
  while (next > at + 1 && run.first + run.growth * (next - 1) >= edge) next--;
  while (next < steps && run.first + run.growth * next < edge) next++;
  return next;
}
