import type { Matrix } from '../model/shape.ts';
import { type MatrixRates, smoothMax } from './gemm.ts';

/**
 * How many different experts `tokens` tokens reach when each picks `topK` of `experts` evenly at random. Real
 * routers are less even, so this is an upper bound on the weights read.
 */
export function expectedDistinctExperts(tokens: number, experts: number, topK: number): number {
  return experts * (1 - (1 - topK / experts) ** tokens);
}

/** Seconds of the routed experts of one layer: weights of the distinct experts, operations of every token's choice. */
export function expertTime(
  tokens: number,
  expert: readonly Matrix[],
  routing: { readonly experts: number; readonly topK: number },
  rates: MatrixRates,
): number {
  if (tokens <= 0) return 0;
  const distinct = expectedDistinctExperts(tokens, routing.experts, routing.topK);
  const rows = tokens * routing.topK;
  let time = 0;
  for (const { inputs, outputs } of expert) {
    const compute = (2 * rows * inputs * outputs) / rates.operations;
    const bytes = distinct * inputs * outputs * rates.weight + rows * (inputs + outputs) * rates.activation;
    time += smoothMax(compute, bytes / rates.bandwidth);
  }
  return time;
}
