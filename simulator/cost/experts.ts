import type { Matrix } from '../model/shape.ts';
import { type MatrixRates, smoothMax } from './gemm.ts';

/**
 * How many different experts `tokens` tokens reach when each picks `topK` of `experts` evenly at random. Real
 * routers are less even, so this is an upper bound on the weights read.
 */
export function expectedDistinctExperts(tokens: number, experts: number, topK: number): number {
  return experts * (1 - (1 - topK / experts) ** tokens);
}

export interface Routing {
  readonly experts: number;
  readonly topK: number;
  /** Ranks among which whole experts are dealt. */
  readonly ranks: number;
  /** Rows of the busiest of them over the mean, less one. */
  readonly skew: number;
}

/**
 * Seconds of the routed experts of one layer on the busiest rank: weights of the distinct experts, operations of every
 * token's choice. `tokens` are those of all ranks that share the experts.
 */
export function expertTime(
  tokens: number,
  expert: readonly Matrix[],
  { experts, topK, ranks, skew }: Routing,
  rates: MatrixRates,
): number {
  if (tokens <= 0) return 0;
  const distinct = expectedDistinctExperts(tokens, experts, topK) / ranks;
  const rows = ((tokens * topK) / ranks) * (1 + skew);
  let operations = 0;
  let bytes = 0;
  for (const { inputs, outputs } of expert) {
    operations += 2 * rows * inputs * outputs;
    bytes += distinct * inputs * outputs * rates.weight + rows * (inputs + outputs) * rates.activation;
  }
  return rates.launch + smoothMax(operations / rates.operations, bytes / rates.bandwidth);
}
