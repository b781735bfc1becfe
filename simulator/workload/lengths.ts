import type { Random } from './random.ts';
import type { LengthDistribution } from './workload.ts';

/** A whole number of tokens, at least one. */
export function drawLength(distribution: LengthDistribution, random: Random): number {
  switch (distribution.kind) {
    case 'fixed':
      return Math.max(1, Math.round(distribution.tokens));
    case 'uniform': {
      const low = Math.max(1, Math.round(distribution.low));
      const high = Math.max(low, Math.round(distribution.high));
      return low + Math.floor(random.uniform() * (high - low + 1));
    }
    case 'lognormal':
      return Math.max(1, Math.round(distribution.median * Math.exp(distribution.sigma * random.normal())));
  }
}

/** Mean tokens of a distribution. */
export function meanLength(distribution: LengthDistribution): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.tokens;
    case 'uniform':
      return (distribution.low + distribution.high) / 2;
    case 'lognormal':
      return distribution.median * Math.exp(distribution.sigma ** 2 / 2);
  }
}
