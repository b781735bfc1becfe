import type { Distribution, Totals } from '../simulator/prediction.ts';
import { UsageError } from './errors.ts';

/** `ttft_p99_ms<500`, `output_tokens_per_s>=1000`, `fits==1`: what `--assert` takes. */
export interface Assertion {
  readonly text: string;
  readonly metric: string;
  readonly operator: '<' | '<=' | '>' | '>=' | '==';
  readonly bound: number;
}

const distributions: Readonly<Record<string, (prediction: Totals) => Distribution>> = {
  ttft: (prediction) => prediction.ttft,
  tpot: (prediction) => prediction.tpot,
  itl: (prediction) => prediction.itl,
  e2e: (prediction) => prediction.e2e,
};

const scalars: Readonly<Record<string, (prediction: Totals) => number>> = {
  requests_per_s: (prediction) => prediction.requestsPerSecond,
  output_tokens_per_s: (prediction) => prediction.outputTokensPerSecond,
  total_tokens_per_s: (prediction) => prediction.totalTokensPerSecond,
  completed: (prediction) => prediction.completed,
  rejected: (prediction) => prediction.rejected,
  timed_out: (prediction) => prediction.timedOut,
  goodput_share: (prediction) => prediction.goodput?.share ?? Number.NaN,
  goodput_requests_per_s: (prediction) => prediction.goodput?.requestsPerSecond ?? Number.NaN,
  cache_hit_rate: (prediction) => prediction.cacheHitRate,
  preemptions: (prediction) => prediction.preemptions,
  saturated: (prediction) => Number(prediction.saturated),
  fits: (prediction) => Number(prediction.memory.fits),
  kv_cache_tokens: (prediction) => prediction.memory.kvCacheTokens,
  free_bytes: (prediction) => prediction.memory.freeBytes,
};

const distribution = /^(ttft|tpot|itl|e2e)_(mean|p50|p90|p95|p99)_(ms|s)$/;

/** @throws UsageError with the metrics that there are */
export function parseAssertion(text: string): Assertion {
  const match = /^\s*([\w]+)\s*(<=|>=|==|<|>)\s*([\d.eE+-]+)\s*$/.exec(text);
  const bound = match ? Number(match[3]) : Number.NaN;
  if (!match || Number.isNaN(bound) || !(distribution.test(match[1]!) || match[1]! in scalars)) {
    throw new UsageError(
      `--assert does not take “${text}”`,
      `write for example "ttft_p99_ms<500"; metrics are {ttft,tpot,itl,e2e}_{mean,p50,p90,p95,p99}_ms and ${Object.keys(scalars).join(', ')}`,
    );
  }
  return { text: text.trim(), metric: match[1]!, operator: match[2] as Assertion['operator'], bound };
}

/** The value that an assertion is about, in its unit. */
export function measured(assertion: Assertion, prediction: Totals): number {
  const match = distribution.exec(assertion.metric);
  if (!match) return scalars[assertion.metric]!(prediction);
  return (
    distributions[match[1]!]!(prediction)[match[2] as keyof Distribution] * (match[3] === 'ms' ? 1000 : 1)
  );
}

/** False also where the value is not known: what cannot be shown to hold does not hold. */
export function holds(assertion: Assertion, prediction: Totals): boolean {
  const value = measured(assertion, prediction);
  switch (assertion.operator) {
    case '<':
      return value < assertion.bound;
    case '<=':
      return value <= assertion.bound;
    case '>':
      return value > assertion.bound;
    case '>=':
      return value >= assertion.bound;
    case '==':
      return value === assertion.bound;
  }
}
