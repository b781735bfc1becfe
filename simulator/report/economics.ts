import type { Totals } from '../prediction.ts';
import type { EngineSpec } from '../spec.ts';

/** What the answers cost, over the simulated time; idle seconds are paid for like busy ones. */
export interface Economics {
  readonly gpus: number;
  /** In the currency of the price; absent where no price was given. */
  readonly perMillionOutputTokens?: number;
  readonly perMillionTokens?: number;
  /**
   * Joules for an output token if every GPU drew its power limit all the time: no more than this. Absent where the
   * catalogue has no power limit.
   */
  readonly joulesPerOutputToken?: number;
}

/** GPUs of one deployment: those of a rank group times the ranks that share its experts. */
export function gpusOf(spec: EngineSpec): number {
  return spec.tensorParallel * spec.pipelineParallel * Math.max(1, spec.dataParallel);
}

/**
 * @param price of one GPU for an hour, in any currency
 */
export function economicsOf(
  spec: EngineSpec,
  totals: Pick<Totals, 'duration' | 'outputTokensPerSecond' | 'totalTokensPerSecond'>,
  price?: number,
): Economics {
  const gpus = gpusOf(spec);
  const perSecond = price === undefined ? undefined : (price * gpus) / 3600;
  const { powerWatts } = spec.gpu;
  return {
    gpus,
    ...(perSecond !== undefined &&
      totals.outputTokensPerSecond > 0 && {
        perMillionOutputTokens: (1e6 * perSecond) / totals.outputTokensPerSecond,
        perMillionTokens: (1e6 * perSecond) / totals.totalTokensPerSecond,
      }),
    ...(powerWatts !== undefined &&
      totals.outputTokensPerSecond > 0 && {
        joulesPerOutputToken: (powerWatts * gpus) / totals.outputTokensPerSecond,
      }),
  };
}
