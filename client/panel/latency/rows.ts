import type { Totals } from '../../../simulator/prediction.ts';
import { formatNumber, formatSeconds, formatShare } from '../words/format.ts';

/** One line of the comparison. */
export interface MetricRow {
  readonly id: string;
  readonly label: string;
  /** What the figure means, for the hover. */
  readonly help: string;
  readonly better: 'lower' | 'higher';
  readonly value: (one: Totals) => number;
  readonly format: (value: number) => string;
  /** Holds the time in the queue: where that never empties it grows for as long as the load lasts. */
  readonly waits: boolean;
  /** Whether how many times better is worth printing; of a share it is not. */
  readonly factor: boolean;
  /** The factors around the value that measured rows support; null where there are none. */
  readonly band: (one: Totals) => readonly [number, number] | null;
}

const latency = { better: 'lower', format: formatSeconds, waits: true, factor: true } as const;
const rate = {
  better: 'higher',
  format: formatNumber,
  waits: false,
  factor: true,
  band: () => null,
} as const;

export const metricRows: readonly MetricRow[] = [
  {
    ...latency,
    id: 'ttft-p50',
    label: 'First token, median',
    help: 'TTFT p50: from arrival to the first token of the answer, waiting included.',
    value: (one) => one.ttft.p50,
    band: (one) => one.errorBand.ttft,
  },
  {
    ...latency,
    id: 'ttft-p99',
    label: 'First token, p99',
    help: 'TTFT p99: one request in a hundred waits longer.',
    value: (one) => one.ttft.p99,
    band: (one) => one.errorBand.ttft,
  },
  {
    ...latency,
    id: 'tpot',
    waits: false,
    label: 'Per output token',
    help: 'TPOT p50: the time between tokens of one answer, the first left out.',
    value: (one) => one.tpot.p50,
    band: (one) => one.errorBand.tpot,
  },
  {
    ...latency,
    id: 'e2e-p50',
    label: 'Whole answer, median',
    help: 'End-to-end p50: from arrival to the last token.',
    value: (one) => one.e2e.p50,
    band: () => null,
  },
  {
    ...latency,
    id: 'e2e-p99',
    label: 'Whole answer, p99',
    help: 'End-to-end p99: one request in a hundred takes longer.',
    value: (one) => one.e2e.p99,
    band: () => null,
  },
  {
    ...rate,
    id: 'requests',
    label: 'Requests per second',
    help: 'Completed requests over the time from the first arrival to the last answer.',
    value: (one) => one.requestsPerSecond,
  },
  {
    ...rate,
    id: 'tokens',
    label: 'Output tokens per second',
    help: 'Tokens of all answers over the same time.',
    value: (one) => one.outputTokensPerSecond,
  },
  {
    ...rate,
    id: 'useful',
    label: 'Useful slot share',
    help: 'Of the slot time of running batches, the share spent on requests that were not yet done.',
    value: (one) => one.usefulSlotShare,
    format: formatShare,
    factor: false,
  },
];

/** Differences below this are not worth a mark: another seed moves figures as far. */
const noticeable = 1.02;

/** The value of a line; infinite where it grows for as long as one looks. */
export const figureOf = (row: MetricRow, one: Totals): number =>
  row.waits && one.saturated ? Number.POSITIVE_INFINITY : row.value(one);

/** Which of the predictions has the better value, and by what factor over the worst; undefined where they are level. */
export function bestOf(
  row: MetricRow,
  predictions: readonly Totals[],
): { index: number; factor: number } | undefined {
  const values = predictions.map((one) => figureOf(row, one));
  if (values.length < 2 || values.some(Number.isNaN)) return undefined;
  const best = row.better === 'lower' ? Math.min(...values) : Math.max(...values);
  if (!Number.isFinite(best)) return undefined;
  const worst = row.better === 'lower' ? Math.max(...values) : Math.min(...values);
  const factor = row.better === 'lower' ? worst / best : best / worst;
  return factor >= noticeable ? { index: values.indexOf(best), factor } : undefined;
}
