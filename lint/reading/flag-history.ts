import { compareVersions, type FlagTable, flagAt, resolveFlag, versionsOf } from '../../catalog/flags.ts';
import type { Tool } from './tool-calls.ts';

/** The releases of a table under which an option, as written, is accepted; exactly or by abbreviation. */
export function acceptingVersions(table: FlagTable, written: string): string[] {
  return table.versions.filter((version) => {
    const { kind } = resolveFlag(table, written, version);
    return kind === 'exact' || kind === 'abbreviation';
  });
}

/** `which came in 0.9 and went in 0.12`: when a tool has had an option, as a clause. */
export function lifetime(tool: Tool, name: string): string | undefined {
  const versions = versionsOf(tool.table, name);
  if (!versions) return undefined;
  const came =
    versions.introduced === tool.table.versions[0] ? undefined : `came in ${short(versions.introduced)}`;
  const gone = versions.removedIn !== undefined && versions.removedIn !== tool.table.removedIn;
  const went = gone ? `went in ${short(versions.removedIn!)}` : undefined;
  const parts = [came, went].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : `which ${parts.join(' and ')}`;
}

/** `0.12.0` is called 0.12. */
export const short = (version: string): string => version.replace(/^v/, '').replace(/^(\d+\.\d+)\.0$/, '$1');

/** Every spelling that a release has; that of the newest where the release is unknown. */
export const spellings = (table: FlagTable, version: string | undefined): string[] =>
  table.flags.flatMap((flag) => {
    const at = flagAt(table, flag.name, version);
    return at && at.type !== 'positional' ? [at.name] : [];
  });

export const newest = (table: FlagTable): string => [...table.versions].sort(compareVersions).at(-1) ?? '';
