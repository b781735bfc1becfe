import type { Dimension } from '../../simulator/validation/dimensions.ts';
import {
  type Errors,
  errorOf,
  errorsOf,
  type Group,
  groupsOf,
  isScored,
  type ScoredRow,
} from '../../simulator/validation/score.ts';
import type { Colors } from '../output.ts';

const usual: readonly Dimension[] = ['suite', 'engine', 'gpu', 'model', 'metric'];

const rounded = (value: number): number | null =>
  Number.isFinite(value) ? Number(value.toPrecision(6)) : null;

/** The JSON of `validate`: every row, and the errors over all and by group. */
export function validationJson(
  rows: readonly ScoredRow[],
  unreadable: readonly string[],
  by: readonly Dimension[] | undefined,
) {
  const scored = rows.filter(isScored);
  return {
    rows: [
      ...rows.map((each) =>
        isScored(each)
          ? {
              id: each.row.id,
              metric: each.row.metric,
              measured: each.row.value,
              predicted: rounded(each.predicted),
              error_pct: rounded(errorOf(each)),
              band: each.band ? each.band.map(rounded) : null,
              roofline: rounded(each.roofline),
            }
          : { id: each.row.id, skipped: each.skipped },
      ),
      ...unreadable.map((id) => ({ id, skipped: unreadableReason })),
    ],
    summary: {
      rows: rows.length + unreadable.length,
      ...errorsJson(errorsOf(scored)),
      skipped: skippedBy(rows, unreadable),
      groups: (by ? [by] : usual.map((each) => [each])).flatMap((dimensions) =>
        groupsOf(scored, dimensions).map((group) => ({
          by: group.by,
          name: group.name,
          ...errorsJson(group),
        })),
      ),
    },
  };
}

function errorsJson(errors: Errors) {
  return {
    scored: errors.scored,
    median_abs_error_pct: rounded(errors.medianAbsolute),
    mean_abs_error_pct: rounded(errors.meanAbsolute),
    p90_abs_error_pct: rounded(errors.p90Absolute),
    bias_pct: rounded(errors.bias),
    band_coverage_pct: rounded(errors.coverage),
    roofline_median_abs_error_pct: rounded(errors.roofline.medianAbsolute),
    roofline_p90_abs_error_pct: rounded(errors.roofline.p90Absolute),
  };
}

const unreadableReason = 'metric unknown or figure not a number';

function skippedBy(rows: readonly ScoredRow[], unreadable: readonly string[]): Record<string, number> {
  const reasons = new Map<string, number>();
  for (const row of rows) {
    if (!isScored(row)) reasons.set(row.skipped, (reasons.get(row.skipped) ?? 0) + 1);
  }
  if (unreadable.length > 0) reasons.set(unreadableReason, unreadable.length);
  return Object.fromEntries([...reasons].sort(([, left], [, right]) => right - left));
}

/** The same as tables for a terminal. */
export function validationText(
  rows: readonly ScoredRow[],
  unreadable: readonly string[],
  by: readonly Dimension[] | undefined,
  colors: Colors,
): string {
  const scored = rows.filter(isScored);
  const skipped = Object.entries(skippedBy(rows, unreadable));
  const count = skipped.reduce((sum, [, number]) => sum + number, 0);
  const groups: Group[] = [
    ...groupsOf(scored, ['class']),
    ...(by ? [by] : usual.map((each) => [each])).flatMap((dimensions) => groupsOf(scored, dimensions)),
  ];
  const width = Math.max(20, ...groups.map((group) => group.name.length));
  const heading = `${''.padEnd(width)}   rows  median   p90    bias  in band  data sheet alone`;
  const line = (name: string, errors: Errors): string =>
    `${name.padEnd(width)} ${String(errors.scored).padStart(6)} ${percent(errors.medianAbsolute)} ${percent(errors.p90Absolute)} ${percent(errors.bias)} ${percent(errors.coverage)} ${percent(errors.roofline.medianAbsolute).padStart(12)}`;
  const tables: string[] = [];
  let last = '';
  for (const group of groups) {
    if (group.by !== last) tables.push('', colors.bold(`by ${group.by}`));
    last = group.by;
    tables.push(line(group.name, group));
  }
  return [
    `${scored.length} of ${scored.length + count} rows scored; absolute errors in per cent of what was measured`,
    '',
    colors.dim(heading),
    line('all', errorsOf(scored)),
    ...tables,
    ...(count > 0 ? ['', colors.bold(`${count} rows skipped`)] : []),
    ...skipped.map(([why, number]) => `${String(number).padStart(6)}  ${why}`),
  ].join('\n');
}

const percent = (value: number): string => (Number.isFinite(value) ? value.toFixed(1) : '–').padStart(7);
