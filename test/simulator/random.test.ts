import { describe, expect, it } from 'vitest';
import { randomOf } from '../../simulator/workload/random.ts';

const count = 400_000;

/** The largest distance between how many of the numbers and how much of the density lie below a point. */
function distance(numbers: Float64Array, below: (x: number) => number): number {
  return numbers.reduce((most, x, at) => Math.max(most, Math.abs((at + 0.5) / numbers.length - below(x))), 0);
}

/** Kolmogorov and Smirnov: one sample in a thousand of the right distribution is farther from it. */
const farthest = 1.95 / Math.sqrt(count);

/** The normal distribution, by Simpson's rule from 0. */
function normalBelow(x: number): number {
  const steps = 200;
  const width = x / steps;
  const density = (at: number): number => Math.exp(-0.5 * at * at);
  let sum = density(0) + density(x);
  for (let at = 1; at < steps; at++) sum += (at % 2 === 1 ? 4 : 2) * density(at * width);
  return 0.5 + (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}

const draw = (next: () => number): Float64Array => Float64Array.from({ length: count }, next).sort();
const beyond = (numbers: Float64Array, x: number): number => numbers.filter((each) => each > x).length;

describe('random numbers', () => {
  const random = randomOf(7, 'prompts');

  it('normal ones have the density, the tail of the ziggurat included', () => {
    const numbers = draw(() => random.normal());
    expect(distance(numbers, normalBelow)).toBeLessThan(farthest);
    // Beyond 3.4426, where the tail begins, lie 2.88 in ten thousand on either side: 115 of these, ±4 deviations.
    for (const side of [numbers, numbers.map((x) => -x)]) {
      expect(beyond(side, 3.442619855899)).toBeGreaterThan(115 - 43);
      expect(beyond(side, 3.442619855899)).toBeLessThan(115 + 43);
    }
  });

  it('exponential ones have the density, the tail included', () => {
    const numbers = draw(() => random.exponential());
    expect(numbers[0]).toBeGreaterThanOrEqual(0);
    expect(distance(numbers, (x) => 1 - Math.exp(-x))).toBeLessThan(farthest);
    // Beyond 7.697 lie 4.54 in ten thousand: 182, ±4 deviations.
    expect(beyond(numbers, 7.69711747013105)).toBeGreaterThan(182 - 54);
    expect(beyond(numbers, 7.69711747013105)).toBeLessThan(182 + 54);
  });

  it('neighbours do not hang together', () => {
    const numbers = Float64Array.from({ length: count }, () => random.normal());
    for (const lag of [1, 2, 3]) {
      let sum = 0;
      for (let at = lag; at < count; at++) sum += numbers[at]! * numbers[at - lag]!;
      expect(Math.abs(sum / count)).toBeLessThan(4 / Math.sqrt(count));
    }
  });

  it('streams of one seed differ, and the same seed and name give the same numbers', () => {
    const first = (name: 'prompts' | 'outputs') => {
      const stream = randomOf(1, name);
      return Array.from({ length: 5 }, () => stream.normal());
    };
    expect(first('prompts')).toEqual(first('prompts'));
    expect(first('prompts')).not.toEqual(first('outputs'));
  });
});
