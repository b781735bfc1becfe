import type { Distribution } from '../simulator/prediction.ts';
import type { TritonPrediction } from '../simulator/triton/index.ts';
import { UsageError } from './errors.ts';

export interface TritonAssertion {
  readonly text: string;
  readonly metric: string;
  readonly operator: '<' | '<=' | '>' | '>=' | '==';
  readonly bound: number;
}

const distributions: Readonly<Record<string, (prediction: TritonPrediction) => Distribution>> = {
  latency: (prediction) => prediction.latency,
  queue: (prediction) => prediction.queue,
  compute: (prediction) => prediction.compute,
};

const scalars: Readonly<Record<string, (prediction: TritonPrediction) => number>> = {
  inferences_per_s: (prediction) => prediction.inferencesPerSecond,
  requests_per_s: (prediction) => prediction.requestsPerSecond,
  completed: (prediction) => prediction.completed,
  rejected: (prediction) => Object.values(prediction.rejected).reduce((sum, count) => sum + count, 0),
  mean_batch: (prediction) => prediction.meanBatch,
  saturated: (prediction) => Number(prediction.saturated),
};

const distribution = /^(latency|queue|compute)_(mean|p50|p90|p95|p99)_ms$/;

/** @throws UsageError with the metrics that there are */
export function parseTritonAssertion(text: string): TritonAssertion {
  const match = /^\s*(\w+)\s*(<=|>=|==|<|>)\s*([\d.eE+-]+)\s*$/.exec(text);
  const bound = match ? Number(match[3]) : Number.NaN;
  if (!match || Number.isNaN(bound) || !(distribution.test(match[1]!) || Object.hasOwn(scalars, match[1]!)))
    throw new UsageError(
      `--assert does not take “${text}” beside --latency-table`,
      `write for example "latency_p99_ms<50"; metrics are {latency,queue,compute}_{mean,p50,p90,p95,p99}_ms and ${Object.keys(scalars).join(', ')}`,
    );
  return { text: text.trim(), metric: match[1]!, operator: match[2] as TritonAssertion['operator'], bound };
}

/** The value of a metric in its unit. */
export function tritonMetric(metric: string, prediction: TritonPrediction): number {
  const match = distribution.exec(metric);
  if (!match) return scalars[metric]!(prediction);
  return distributions[match[1]!]!(prediction)[match[2] as keyof Distribution] * 1000;
}

/** False also where the value is not known. */
export function holdsFor(
  { metric, operator, bound }: TritonAssertion,
  prediction: TritonPrediction,
): boolean {
  const value = tritonMetric(metric, prediction);
  if (operator === '==') return value === bound;
  const below = operator.startsWith('<');
  return (below ? value < bound : value > bound) || (operator.endsWith('=') && value === bound);
}
