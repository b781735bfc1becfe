import { type KvCacheErrors, type KvCacheScore, kvCacheErrors } from '../../simulator/validation/kv-cache.ts';
import type { Colors } from '../output.ts';
import { columns, count } from './words.ts';

const dimensions = ['quality', 'engine', 'gpu', 'model'] as const;
const perCent = (share: number): number | null =>
  Number.isFinite(share) ? Number((100 * share).toPrecision(6)) : null;

/** The JSON of `validate` for start-up logs: every row, and the errors over all and by group. */
export function kvCacheJson(scores: readonly KvCacheScore[]) {
  return {
    rows: scores.map(({ id, measured, predicted, error, skipped, assumed }) =>
      error === undefined
        ? { id, skipped }
        : {
            id,
            metric: 'kv_tokens',
            measured,
            predicted,
            error_pct: perCent(error),
            band: null,
            assumed,
          },
    ),
    summary: {
      rows: scores.length,
      ...errorsJson(kvCacheErrors(scores)),
      skipped: skippedBy(scores),
      groups: dimensions.flatMap((by) =>
        groupsOf(scores, by).map(([name, members]) => ({ by, name, ...errorsJson(kvCacheErrors(members)) })),
      ),
    },
  };
}

function errorsJson(errors: KvCacheErrors | undefined) {
  return errors === undefined
    ? { scored: 0 }
    : {
        scored: errors.rows,
        median_abs_error_pct: perCent(errors.median),
        mean_abs_error_pct: perCent(errors.mean),
        p90_abs_error_pct: perCent(errors.p90),
        worst_abs_error_pct: perCent(errors.worst),
        bias_pct: perCent(errors.bias),
      };
}

/** The same as tables for a terminal. */
export function kvCacheText(scores: readonly KvCacheScore[], colors: Colors): string {
  const scored = scores.filter(({ error }) => error !== undefined);
  const skipped = Object.entries(skippedBy(scores));
  const groups = dimensions
    .slice(0, 2)
    .flatMap((by) => groupsOf(scores, by).map(([name, members]) => [`${by} ${name}`, members] as const));
  const figures = (errors: KvCacheErrors | undefined): string[] =>
    errors === undefined
      ? []
      : [String(errors.rows), ...[errors.median, errors.p90, errors.worst, errors.bias].map(shown)];
  return [
    `${scored.length} of ${scores.length} rows scored; errors of the number of KV tokens in per cent of what was printed`,
    '',
    columns(
      [
        ['model', 'engine', 'printed', 'predicted', 'error', 'quality'],
        ...scored.map(({ model, engine, version, measured, predicted, error, quality }) => [
          model.slice(0, 44),
          `${engine} ${version}`.slice(0, 28),
          count(measured!),
          count(predicted!),
          shown(error!),
          quality,
        ]),
      ],
      colors,
    ),
    '',
    columns(
      [
        ['', 'rows', 'median', 'p90', 'worst', 'bias'],
        ['all', ...figures(kvCacheErrors(scored))],
        ...groups.map(([name, members]) => [name, ...figures(kvCacheErrors(members))]),
      ],
      colors,
    ),
    ...(skipped.length > 0 ? ['', colors.bold(`${scores.length - scored.length} rows skipped`)] : []),
    ...skipped.map(([why, number]) => `${String(number).padStart(6)}  ${why}`),
  ].join('\n');
}

const shown = (share: number): string => (Number.isFinite(share) ? (100 * share).toFixed(1) : '–');

/** Groups with at least one scored row, by name. */
function groupsOf(
  scores: readonly KvCacheScore[],
  by: (typeof dimensions)[number],
): (readonly [string, readonly KvCacheScore[]])[] {
  const groups = new Map<string, KvCacheScore[]>();
  for (const score of scores) {
    if (score.error === undefined) continue;
    groups.set(score[by], [...(groups.get(score[by]) ?? []), score]);
  }
  return [...groups].sort(([left], [right]) => (left < right ? -1 : 1));
}

function skippedBy(scores: readonly KvCacheScore[]): Record<string, number> {
  const reasons: Record<string, number> = {};
  for (const { error, skipped } of scores) {
    if (error === undefined && skipped !== undefined) reasons[skipped] = (reasons[skipped] ?? 0) + 1;
  }
  return reasons;
}
