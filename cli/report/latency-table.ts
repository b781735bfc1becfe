import type { Prediction } from '../../simulator/prediction.ts';
import type { Colors } from '../output.ts';
import { columns, count, duration, percent, significant } from './words.ts';

export const batchingLabels: Readonly<Record<Prediction['batching'], string>> = {
  static: 'static',
  dynamic: 'dynamic',
  inflight: 'in-flight',
};

interface Metric {
  readonly label: string;
  readonly of: (prediction: Prediction) => number;
  readonly say: (value: number) => string;
  readonly better: 'less' | 'more';
}

const metrics: readonly Metric[] = [
  { label: 'time to first token, p50', of: (p) => p.ttft.p50, say: duration, better: 'less' },
  { label: '                     p99', of: (p) => p.ttft.p99, say: duration, better: 'less' },
  { label: 'time per output token, p50', of: (p) => p.tpot.p50, say: duration, better: 'less' },
  { label: '                       p99', of: (p) => p.tpot.p99, say: duration, better: 'less' },
  { label: 'end to end, p50', of: (p) => p.e2e.p50, say: duration, better: 'less' },
  { label: '            p99', of: (p) => p.e2e.p99, say: duration, better: 'less' },
  {
    label: 'requests per second',
    of: (p) => p.requestsPerSecond,
    say: (value) => significant(value),
    better: 'more',
  },
  { label: 'output tokens per second', of: (p) => p.outputTokensPerSecond, say: count, better: 'more' },
  {
    label: 'slot time spent on unfinished requests',
    of: (p) => p.usefulSlotShare,
    say: percent,
    better: 'more',
  },
  { label: 'mean batch', of: (p) => p.meanBatch, say: (value) => significant(value), better: 'more' },
];

/** The predictions side by side; the better value of each row is green, and with two columns the factor is named. */
export function latencyTable(predictions: readonly Prediction[], colors: Colors): string {
  const head = [
    '',
    ...predictions.map((prediction) => batchingLabels[prediction.batching]),
    ...(predictions.length === 2 ? ['factor'] : []),
  ];
  const rows = metrics.map((metric) => {
    const values = predictions.map(metric.of);
    const best = metric.better === 'less' ? Math.min(...values) : Math.max(...values);
    const cells = values.map((value) => {
      const text = metric.say(value);
      return predictions.length > 1 && value === best && values.some((other) => other !== best)
        ? colors.green(text)
        : text;
    });
    return [metric.label, ...cells, ...(predictions.length === 2 ? [factor(values[0]!, values[1]!)] : [])];
  });
  const remarks = predictions.flatMap((prediction) => remarksOf(prediction, colors));
  return [colors.bold('Latency and throughput'), columns([head, ...rows], colors, '  '), ...remarks].join(
    '\n',
  );
}

function factor(first: number, second: number): string {
  if (!(first > 0) || !(second > 0)) return '–';
  const ratio = Math.max(first, second) / Math.min(first, second);
  return ratio < 1.005 ? '=' : `${significant(ratio)}×`;
}

function remarksOf(prediction: Prediction, colors: Colors): string[] {
  const name = batchingLabels[prediction.batching];
  return [
    ...(prediction.saturated
      ? [
          colors.yellow(
            `  ${name} is saturated: its queue grew until the end, so its latencies depend on how long one looks`,
          ),
        ]
      : []),
    ...(prediction.rejected > 0
      ? [
          colors.yellow(
            `  ${name} refused ${count(prediction.rejected)} of ${count(prediction.requests.count)} requests`,
          ),
        ]
      : []),
    ...(prediction.preemptions > 0
      ? [colors.yellow(`  ${name} pre-empted ${count(prediction.preemptions)} times for want of KV cache`)]
      : []),
  ];
}

/** Why one is ahead, from its own figures. Nothing where there is nothing to compare. */
export function explainFactor(predictions: readonly Prediction[]): string | undefined {
  const inflight = predictions.find((prediction) => prediction.batching === 'inflight');
  const other = predictions.find((prediction) => prediction.batching !== 'inflight');
  if (!inflight || !other) return undefined;
  const name = batchingLabels[other.batching];
  const idle = 1 - other.usefulSlotShare;
  const served = inflight.requestsPerSecond / other.requestsPerSecond;
  const latency = other.e2e.p50 / inflight.e2e.p50;
  const because = `${name} keeps each slot until the longest answer of its batch is done, so ${percent(idle)} of its slot time goes to requests that are already finished, and a new request waits for the whole batch`;
  if (served >= 1.02)
    return `In-flight serves ${significant(served)}× as many requests per second: ${because}.`;
  if (latency >= 1.02)
    return `Both keep up with the arrivals, but half of the in-flight answers are there ${significant(latency)}× sooner: ${because}.`;
  return `At this load there is little between them: ${percent(idle)} of ${name}'s slot time goes to finished requests, and the GPU has time to spare.`;
}
