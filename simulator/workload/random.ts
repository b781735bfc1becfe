import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { drawExponential, drawNormal } from './ziggurat.ts';

/** A stream of random numbers in [0, 1), the same on every machine for the same seed and name. */
export interface Random {
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Mean 1. */
  exponential(): number;
  /** Gamma with this shape and scale 1 (Marsaglia and Tsang 2000). */
  gamma(shape: number): number;
}

/** Streams are independent of each other: arrivals do not move when a length distribution changes. */
export type Stream = 'arrivals' | 'prompts' | 'outputs' | 'priorities' | 'prefixes' | 'turns' | 'thinking';

const salt: Readonly<Record<Stream, number>> = {
  arrivals: 0x9e3779b9,
  prompts: 0x85ebca6b,
  outputs: 0xc2b2ae35,
  priorities: 0x27d4eb2f,
  prefixes: 0x165667b1,
  turns: 0x5bd1e995,
  thinking: 0x1b873593,
};

export function randomOf(seed: number, stream: Stream): Random {
  return new SeededRandom((Math.imul(seed | 0, 0x01000193) ^ salt[stream]) | 0);
}

class SeededRandom implements Random {
  private readonly generator: RandomGenerator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
  }

  uniform(): number {
    return uniformFloat64(this.generator);
  }

  normal(): number {
    return drawNormal(this.generator);
  }

  exponential(): number {
    return drawExponential(this.generator);
  }

  gamma(shape: number): number {
    // Below shape 1 the method needs a boost: Gamma(a) = Gamma(a + 1) · U^(1/a).
    const boost = shape < 1 ? (1 - this.uniform()) ** (1 / shape) : 1;
    const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v <= 0) continue;
      if (Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return boost * d * v;
    }
  }
}
