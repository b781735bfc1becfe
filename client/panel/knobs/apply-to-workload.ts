import type { LengthDistribution, Workload } from '../../../simulator/workload/workload.ts';
import type { Knobs } from './knobs.ts';

/** The workload with these knobs: lengths keep the shape of their distribution and move its middle. */
export function applyToWorkload(workload: Workload, knobs: Knobs): Workload {
  return {
    ...workload,
    arrivals: knobs.rate === undefined ? workload.arrivals : withRate(workload, knobs.rate),
    prompt: knobs.promptTokens === undefined ? workload.prompt : centred(workload.prompt, knobs.promptTokens),
    output: knobs.outputTokens === undefined ? workload.output : centred(workload.output, knobs.outputTokens),
    seed: knobs.seed ?? workload.seed,
  };
}

function withRate({ arrivals }: Workload, rate: number): Workload['arrivals'] {
  return arrivals.kind === 'gamma' ? { ...arrivals, rate } : { kind: 'poisson', rate };
}

/** The tokens that stand for a distribution: its median. */
export function middleOf(length: LengthDistribution): number {
  switch (length.kind) {
    case 'fixed':
      return length.tokens;
    case 'uniform':
      return Math.round((length.low + length.high) / 2);
    case 'lognormal':
      return length.median;
  }
}

/** The same distribution around another median. */
export function centred(length: LengthDistribution, tokens: number): LengthDistribution {
  switch (length.kind) {
    case 'fixed':
      return { kind: 'fixed', tokens };
    case 'uniform': {
      const factor = tokens / Math.max(1, middleOf(length));
      return {
        kind: 'uniform',
        low: Math.max(1, Math.round(length.low * factor)),
        high: Math.max(1, Math.round(length.high * factor)),
      };
    }
    case 'lognormal':
      return { ...length, median: tokens };
  }
}
