import type { BandKind, MeasuredBand } from '../../catalog/error-bands.ts';
import { quantile } from '../../simulator/validation/score.ts';
import { threeDigits } from './descend.ts';
import type { HeldOut } from './held-out.ts';

interface Ratio {
  readonly row: HeldOut;
  /** Measured over predicted by constants that did not see the row's group. */
  readonly ratio: number;
  readonly fold: string;
}

const leastRows = 30;

/** Every row counts twice: without its GPU and without its model. */
export function ratiosOf(rows: readonly HeldOut[]): Ratio[] {
  return rows.flatMap((row) => [
    { row, ratio: row.row.value / row.withoutGpu, fold: row.gpu },
    { row, ratio: row.row.value / row.withoutModel, fold: row.model },
  ]);
}

/** What rows are alike in, most alike first. */
const levels: readonly ((row: HeldOut) => Omit<Partial<MeasuredBand>, 'kind'> & { kind: BandKind })[] = [
  (row) => ({
    era: row.run.era,
    kind: row.kind,
    experts: row.experts,
    queued: row.kind === 'ttft' && row.queued,
  }),
  (row) => ({ kind: row.kind, experts: row.experts, queued: row.kind === 'ttft' && row.queued }),
  (row) => ({ kind: row.kind }),
];
const keyOf = (level: number, row: HeldOut): string => JSON.stringify(levels[level]!(row));

export function bandsOf(ratios: readonly Ratio[], tail: number): MeasuredBand[] {
  return levels.flatMap((describe, level) => {
    const groups = groupBy(ratios, ({ row }) => keyOf(level, row));
    return [...groups.keys()].sort().flatMap((key) => {
      const members = groups.get(key)!;
      if (members.length < 2 * leastRows) return [];
      const values = members.map(({ ratio }) => ratio).sort((a, b) => a - b);
      return [
        {
          ...describe(members[0]!.row),
          low: threeDigits(quantile(values, tail)),
          high: threeDigits(quantile(values, 1 - tail)),
          rows: members.length / 2,
          gpus: new Set(members.map(({ row }) => row.gpu)).size,
          models: new Set(members.map(({ row }) => row.model)).size,
        },
      ];
    });
  });
}

/**
 * Share of rows inside a band that was made without the rows of their own GPU or model: what a reader may expect for
 * hardware and models that are not in the measurements.
 */
export function coverageOf(ratios: readonly Ratio[], tail: number): number {
  let inside = 0;
  let count = 0;
  for (const fold of new Set(ratios.map((each) => each.fold))) {
    const own = ratios.filter((each) => each.fold === fold);
    const others = ratios.filter((each) => each.row.gpu !== fold && each.row.model !== fold);
    const bands = bandsOf(others, tail);
    const wanted = new Map<string, MeasuredBand | undefined>();
    for (const { row, ratio } of own) {
      const key = keyOf(0, row);
      if (!wanted.has(key)) wanted.set(key, matching(bands, row));
      const band = wanted.get(key);
      if (!band) continue;
      count++;
      if (ratio >= band.low && ratio <= band.high) inside++;
    }
  }
  return inside / count;
}

function matching(bands: readonly MeasuredBand[], row: HeldOut): MeasuredBand | undefined {
  const queued = row.kind === 'ttft' && row.queued;
  return bands.find(
    (band) =>
      band.kind === row.kind &&
      (band.era === undefined || band.era === row.run.era) &&
      (band.experts === undefined || band.experts === row.experts) &&
      (band.queued === undefined || band.queued === queued),
  );
}

/** The tail that leaves four of five held-out rows inside. */
export function tailFor(ratios: readonly Ratio[]): { tail: number; coverage: number } {
  let best = { tail: 0.1, coverage: coverageOf(ratios, 0.1) };
  for (const tail of [0.12, 0.08, 0.07, 0.06, 0.05, 0.04]) {
    const coverage = coverageOf(ratios, tail);
    if (Math.abs(coverage - 0.8) < Math.abs(best.coverage - 0.8)) best = { tail, coverage };
  }
  return best;
}

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const known = groups.get(name);
    if (known) known.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}
