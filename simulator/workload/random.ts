import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of random numbers in [0, 1), the same on every machine for the same seed and name. */
export interface Random {
  uniform(): number;
  /** Standard normal, Box-Muller. */
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
  const generator = xoroshiro128plus((Math.imul(seed | 0, 0x01000193) ^ salt[stream]) | 0);
  const uniform = (): number => uniformFloat64(generator);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    normal,
    exponential: () => -Math.log(1 - uniform()),
    gamma(shape) {
      // Below shape 1 the method needs a boost: Gamma(a) = Gamma(a + 1) · U^(1/a).
      const boost = shape < 1 ? (1 - uniform()) ** (1 / shape) : 1;
      const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
      const c = 1 / Math.sqrt(9 * d);
      for (;;) {
        const x = normal();
        const v = (1 + c * x) ** 3;
        if (v <= 0) continue;
        if (Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return boost * d * v;
      }
    },
  };
}
