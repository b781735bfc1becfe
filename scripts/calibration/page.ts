import { quantile } from '../../simulator/validation/score.ts';
import { groupBy } from './bands.ts';
import type { HeldOut } from './held-out.ts';
import { reasonFor } from './reasons.ts';

type Column = 'fitted' | 'withoutGpu' | 'withoutModel' | 'roofline';

interface Error {
  readonly rows: number;
  readonly median: number;
  readonly p90: number;
  readonly bias: number;
}

export function errorsIn(rows: readonly HeldOut[], column: Column): Error {
  const signed = rows.map((row) => 100 * (row[column] / row.row.value - 1)).sort((a, b) => a - b);
  const absolute = signed.map(Math.abs).sort((a, b) => a - b);
  return {
    rows: rows.length,
    median: quantile(absolute, 0.5),
    p90: quantile(absolute, 0.9),
    bias: quantile(signed, 0.5),
  };
}

const figure = (value: number): string => (Number.isFinite(value) ? value.toFixed(1) : '–');

/** First tokens below saturation only; everything else whole. */
export const counted = (row: HeldOut): boolean => row.kind !== 'ttft' || !row.queued;

export const kinds = [
  { kind: 'throughput', label: 'Throughput', median: 8, p90: 30 },
  { kind: 'tpot', label: 'TPOT and ITL', median: 8, p90: 30 },
  { kind: 'ttft', label: 'TTFT below saturation', median: 20, p90: undefined },
  { kind: 'e2e', label: 'Batch latency', median: undefined, p90: undefined },
] as const;

/** Medians and 90th percentiles over everything. */
export function overall(rows: readonly HeldOut[]): string {
  const lines = kinds.map(({ kind, label, median, p90 }) => {
    const own = rows.filter((row) => row.kind === kind && counted(row));
    const cells = (['withoutGpu', 'withoutModel', 'fitted', 'roofline'] as const).flatMap((column) => {
      const error = errorsIn(own, column);
      return [figure(error.median), figure(error.p90)];
    });
    const target = median === undefined ? '–' : `${median} / ${p90 ?? '–'}`;
    return `| ${label} | ${own.length} | ${cells.join(' | ')} | ${target} |`;
  });
  return [
    '| | rows | GPU left out: median | p90 | model left out: median | p90 | not held out: median | p90 | data sheet alone: median | p90 | wanted |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

/** One table of groups: held-out errors by kind. */
export function byGroup(rows: readonly HeldOut[], name: string, key: (row: HeldOut) => string): string {
  const groups = groupBy(rows.filter(counted), key);
  const lines = [...groups.keys()].sort().flatMap((group) =>
    kinds.flatMap(({ kind, label }) => {
      const own = groups.get(group)!.filter((row) => row.kind === kind);
      if (own.length === 0) return [];
      const [gpu, model] = [errorsIn(own, 'withoutGpu'), errorsIn(own, 'withoutModel')];
      const roofline = errorsIn(own, 'roofline');
      return [
        `| ${group} | ${label} | ${own.length} | ${figure(gpu.median)} | ${figure(gpu.p90)} | ${figure(gpu.bias)} | ${figure(model.median)} | ${figure(model.p90)} | ${figure(model.bias)} | ${figure(roofline.median)} |`,
      ];
    }),
  );
  return [
    `| ${name} | figure | rows | GPU left out: median | p90 | bias | model left out: median | p90 | bias | data sheet alone |`,
    '|---|---|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

const leastOfMiss = 10;

/** Groups whose held-out median misses what is wanted, with why as far as it is known. */
export function misses(rows: readonly HeldOut[]): string {
  const groups = groupBy(
    rows.filter(counted),
    (row) => `${row.run.era} · ${row.row.suite} · ${row.model.replace(/^model /, '')}`,
  );
  const lines = [...groups.keys()].sort().flatMap((group) =>
    kinds.flatMap(({ kind, label, median }) => {
      const own = groups.get(group)!.filter((row) => row.kind === kind);
      if (own.length < leastOfMiss) return [];
      const [gpu, model] = [errorsIn(own, 'withoutGpu'), errorsIn(own, 'withoutModel')];
      const worst = gpu.median > model.median ? gpu : model;
      if (worst.median <= (median ?? 20)) return [];
      return [
        `| ${group} | ${label} | ${own.length} | ${figure(worst.median)} | ${figure(worst.p90)} | ${figure(worst.bias)} | ${reasonFor(own[0]!, kind)} |`,
      ];
    }),
  );
  return [
    '| engine · suite · model | figure | rows | worse median | p90 | bias | why |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
