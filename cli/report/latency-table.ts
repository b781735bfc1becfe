import type { Totals } from '../../simulator/prediction.ts';
import type { Colors } from '../output.ts';
import { columns, count, duration, percent, significant, wrap } from './words.ts';

export const batchingLabels: Readonly<Record<Totals['batching'], string>> = {
  static: 'static',
  dynamic: 'dynamic',
  inflight: 'in-flight',
};

interface Metric {
  readonly label: string;
  readonly of: (prediction: Totals) => number;
  readonly say: (value: number) => string;
  readonly better: 'less' | 'more' | 'neither';
  /** Grows with the queue: under saturation it says how long one looked, and is not shown. */
  readonly queues?: boolean;
  /** Shown only where it says something about one of the predictions. */
  readonly when?: (prediction: Totals) => boolean;
}

/** Something was found in the prefix cache, or lost from it. */
const reuses = (prediction: Totals): boolean => prediction.cachedTokens > 0 || prediction.cacheEvictions > 0;

const metrics: readonly Metric[] = [
  { label: 'time to first token, p50', of: (p) => p.ttft.p50, say: duration, better: 'less', queues: true },
  { label: '                     p99', of: (p) => p.ttft.p99, say: duration, better: 'less', queues: true },
  { label: 'wait before starting, p50', of: (p) => p.queue.p50, say: duration, better: 'less', queues: true },
  { label: '                      p99', of: (p) => p.queue.p99, say: duration, better: 'less', queues: true },
  { label: 'time per output token, p50', of: (p) => p.tpot.p50, say: duration, better: 'less' },
  { label: '                       p99', of: (p) => p.tpot.p99, say: duration, better: 'less' },
  { label: 'end to end, p50', of: (p) => p.e2e.p50, say: duration, better: 'less', queues: true },
  { label: '            p99', of: (p) => p.e2e.p99, say: duration, better: 'less', queues: true },
  {
    label: 'requests per second',
    of: (p) => p.requestsPerSecond,
    say: (value) => significant(value),
    better: 'more',
  },
  {
    label: 'goodput, requests per second',
    of: (p) => p.goodput?.requestsPerSecond ?? Number.NaN,
    say: (value) => significant(value),
    better: 'more',
    when: (p) => p.goodput !== undefined,
  },
  {
    label: '         share of requests',
    of: (p) => p.goodput?.share ?? Number.NaN,
    say: percent,
    better: 'more',
    when: (p) => p.goodput !== undefined,
  },
  { label: 'output tokens per second', of: (p) => p.outputTokensPerSecond, say: count, better: 'more' },
  {
    label: 'slot time spent on unfinished requests',
    of: (p) => p.usefulSlotShare,
    say: percent,
    better: 'more',
  },
  {
    label: 'batch, mean',
    of: (p) => p.meanBatch,
    say: (value) => significant(value),
    better: 'more',
  },
  { label: '       largest', of: (p) => p.largestBatch, say: count, better: 'neither' },
  { label: 'KV cache in use, mean', of: (p) => p.kvUsed.mean, say: percent, better: 'neither' },
  { label: '                 most', of: (p) => p.kvUsed.most, say: percent, better: 'neither' },
  {
    label: 'prefix cache, prompt tokens found',
    of: (p) => p.cacheHitRate,
    say: percent,
    better: 'more',
    when: reuses,
  },
  {
    label: '              blocks evicted',
    of: (p) => p.cacheEvictions,
    say: count,
    better: 'less',
    when: reuses,
  },
  {
    label: '              blocks back from the host',
    of: (p) => p.hostFetchedBlocks,
    say: count,
    better: 'neither',
    when: (p) => p.hostFetchedBlocks > 0,
  },
  {
    label: 'rows that pad a batch to its CUDA graph',
    of: (p) => p.paddedRowShare,
    say: percent,
    better: 'less',
    when: (p) => p.paddedRowShare >= 0.0005,
  },
];

/** A line of the comparison: a cell for each prediction. */
export interface LatencyRow {
  /** A further percentile of the line above has its place in front left blank. */
  readonly label: string;
  readonly cells: readonly LatencyCell[];
  /** Between two predictions. */
  readonly factor?: string;
}

export interface LatencyCell {
  readonly text: string;
  /** The better of several. */
  readonly best: boolean;
  /** Has no value: the queue never empties. */
  readonly grows: boolean;
}

export function latencyRows(predictions: readonly Totals[]): LatencyRow[] {
  const shown = metrics.filter(({ when }) => !when || predictions.some(when));
  return shown.map((metric) => {
    const values = predictions.map((prediction) =>
      metric.queues && prediction.saturated ? Number.POSITIVE_INFINITY : metric.of(prediction),
    );
    const best = metric.better === 'less' ? Math.min(...values) : Math.max(...values);
    const differ = metric.better !== 'neither' && values.some((other) => other !== best);
    return {
      label: metric.label,
      cells: values.map((value) => {
        const grows = value === Number.POSITIVE_INFINITY;
        return { text: grows ? 'grows' : metric.say(value), best: differ && value === best, grows };
      }),
      ...(predictions.length === 2 && { factor: factor(values[0]!, values[1]!) }),
    };
  });
}

/** The predictions side by side; the better value of each row is green, and with two columns the factor is named. */
export function latencyTable(predictions: readonly Totals[], colors: Colors, width: number): string {
  const head = [
    '',
    ...predictions.map((prediction) => batchingLabels[prediction.batching]),
    ...(predictions.length === 2 ? ['factor'] : []),
  ];
  const rows = latencyRows(predictions).map(({ label, cells, factor }) => [
    label,
    ...cells.map(({ text, best, grows }) => {
      const said = grows ? colors.yellow(text) : text;
      return best ? colors.green(said) : said;
    }),
    ...(factor === undefined ? [] : [factor]),
  ]);
  const remarks = predictions.flatMap((prediction) =>
    remarksOf(prediction).map((remark) => colors.yellow(wrap(remark, width, '  '))),
  );
  return [colors.bold('Latency and throughput'), columns([head, ...rows], colors, '  '), ...remarks].join(
    '\n',
  );
}

function factor(first: number, second: number): string {
  if (!(first > 0 && second > 0 && Number.isFinite(first / second) && Number.isFinite(second / first)))
    return '–';
  const ratio = Math.max(first, second) / Math.min(first, second);
  return ratio < 1.005 ? '=' : `${significant(ratio)}×`;
}

/** What a reader must know before any figure of the table. */
export function remarksOf(prediction: Totals): string[] {
  const name = batchingLabels[prediction.batching];
  const { saturated, timedOut, preemptions } = prediction;
  const refused = prediction.rejected - timedOut;
  const of = `of ${count(prediction.count)} requests`;
  return [
    ...(saturated
      ? [
          `${name} is saturated: it answers ${significant(prediction.requestsPerSecond)} requests a second and more arrive, so its queue and what waits in it grow for as long as the load lasts`,
        ]
      : []),
    ...(refused > 0
      ? [
          `${name} refused ${count(refused)} ${of}, too long for max_seq_len, for the KV cache, or (prompts in one piece) for max_num_tokens`,
        ]
      : []),
    ...(timedOut > 0 ? [`under ${name} the clients of ${count(timedOut)} ${of} gave up`] : []),
    ...(preemptions > 0 ? [`${name} pre-empted ${count(preemptions)} times for want of KV cache`] : []),
  ];
}
