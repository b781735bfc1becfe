import type { Flag, FlagPeriod, FlagShape, UncertainRange } from '../../catalog/flag-table.ts';

/** A stretch of releases in which an option kept its shape, as the facts say it: `to` is the last one that was read. */
export interface HistoryEntry {
  readonly from: string;
  readonly to: string;
}

/** Periods of a flag table: each ends at the release that was read after its last one; none where that is no release. */
export function toPeriods<Entry extends HistoryEntry>(
  history: readonly Entry[],
  versions: readonly string[],
  shape: (entry: Entry) => FlagShape,
): Flag['periods'] {
  return history.map((entry): FlagPeriod => {
    const last = versions.indexOf(entry.to);
    const before = last < 0 ? undefined : versions[last + 1];
    return { from: entry.from, ...(before !== undefined && { before }), ...shape(entry) };
  });
}

/** Everything between two releases that were read, and everything after the last one. */
export function unreadBetween(versions: readonly string[]): UncertainRange[] {
  return versions.map((version, i): UncertainRange => {
    const next = versions[i + 1];
    return next === undefined
      ? { from: `${version}.post1`, because: `no release after ${version} was read` }
      : {
          from: `${version}.post1`,
          before: next,
          because: `releases between ${version} and ${next} were not read`,
        };
  });
}
