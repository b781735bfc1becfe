import type { Dimension } from './dimensions.ts';
import { type Measurement, type Metric, metrics } from './measurement.ts';

/** A row with its prediction, or with why there is none. */
export type ScoredRow =
  | {
      readonly row: Measurement;
      readonly predicted: number;
      /** What the data sheet alone says. */
      readonly roofline: number;
      /** In the row's unit; absent where no band is claimed. */
      readonly band?: readonly [number, number];
      /** A queue grew, or every request waited for the whole batch before it: the latency is that of the queue. */
      readonly saturated: boolean;
    }
  | { readonly row: Measurement; readonly skipped: string };

export interface Errors {
  readonly scored: number;
  readonly medianAbsolute: number;
  readonly meanAbsolute: number;
  readonly p90Absolute: number;
  /** Median of the signed errors: positive where predictions are too high. */
  readonly bias: number;
  /** Of the rows with a band, the share inside it; not a number where none has one. */
  readonly coverage: number;
  readonly roofline: { readonly medianAbsolute: number; readonly p90Absolute: number };
}

export type Scored = Extract<ScoredRow, { predicted: number }>;
export const isScored = (row: ScoredRow): row is Scored => 'predicted' in row;

/** Relative errors as percentages. */
export const errorOf = ({ predicted, row }: Scored): number => 100 * (predicted / row.value - 1);

export function errorsOf(rows: readonly Scored[]): Errors {
  const errors = rows.map(errorOf);
  const absolute = sorted(errors.map(Math.abs));
  const roofline = sorted(rows.map((each) => Math.abs(100 * (each.roofline / each.row.value - 1))));
  const banded = rows.filter((each) => each.band !== undefined);
  const inside = banded.filter(({ row, band }) => row.value >= band![0] && row.value <= band![1]);
  return {
    scored: rows.length,
    medianAbsolute: quantile(absolute, 0.5),
    meanAbsolute: absolute.reduce((sum, error) => sum + error, 0) / absolute.length,
    p90Absolute: quantile(absolute, 0.9),
    bias: quantile(sorted(errors), 0.5),
    coverage: banded.length > 0 ? (100 * inside.length) / banded.length : Number.NaN,
    roofline: { medianAbsolute: quantile(roofline, 0.5), p90Absolute: quantile(roofline, 0.9) },
  };
}

const sorted = (values: readonly number[]): number[] => [...values].sort((left, right) => left - right);

/** Linear between order statistics; not a number where there are none. */
export function quantile(ascending: readonly number[], share: number): number {
  if (ascending.length === 0) return Number.NaN;
  const place = share * (ascending.length - 1);
  const low = ascending[Math.floor(place)]!;
  const high = ascending[Math.ceil(place)]!;
  return low + (high - low) * (place - Math.floor(place));
}

/** What kind of figure a metric is: the bounds on errors are by kind. */
export const metricKind: Readonly<Record<Metric, 'throughput' | 'tpot' | 'ttft' | 'e2e'>> = {
  ttft_ms: 'ttft',
  tpot_ms: 'tpot',
  itl_ms: 'tpot',
  e2e_ms: 'e2e',
  req_s: 'throughput',
  output_tok_s: 'throughput',
  total_tok_s: 'throughput',
};

export function nameIn(row: Measurement, by: Dimension): string {
  switch (by) {
    case 'suite':
    case 'engine':
    case 'gpu':
    case 'model':
    case 'metric':
    case 'weights':
      return row[by];
    case 'class':
      return metricKind[row.metric];
    case 'version':
      return `${row.engine} ${row.version || '(none)'}`;
    case 'tp':
      return String(row.tensorParallel);
    case 'concurrency':
      return row.concurrency === undefined ? 'offline' : String(row.concurrency);
  }
}

export interface Group extends Errors {
  readonly by: string;
  readonly name: string;
}

/** Errors by one or several columns; several are joined, such as `engine,class`. */
export function groupsOf(rows: readonly Scored[], by: readonly Dimension[]): Group[] {
  const groups = new Map<string, Scored[]>();
  for (const scored of rows) {
    const name = by.map((each) => nameIn(scored.row, each)).join(' · ');
    const known = groups.get(name);
    if (known) known.push(scored);
    else groups.set(name, [scored]);
  }
  return [...groups]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, members]) => ({ by: by.join(','), name, ...errorsOf(members) }));
}

export const isMetric = (name: string): name is Metric => metrics.some((metric) => metric === name);
