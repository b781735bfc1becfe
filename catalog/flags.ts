import type {
  Flag,
  FlagAtVersion,
  FlagPeriod,
  FlagResolution,
  FlagTable,
  UncertainRange,
} from './flag-table.ts';
import { compareVersions, isWithin } from './version.ts';

export type * from './flag-table.ts';
export {
  convertCheckpointFlags,
  legacyBuildFlags,
  quantizeFlags,
  tritonserverFlags,
  trtllmBuildFlags,
  trtllmDisaggregatedFlags,
  trtllmServeFlags,
  vllmServeFlags,
} from './flag-tables.ts';
export { type FlagVerdict, flagVerdicts, legacyMapping } from './flag-verdicts.ts';
export { compareVersions } from './version.ts';

/**
 * What an option is in one release: undefined where that release does not have it. Underscores and dashes are the same
 * where the tool says so; aliases are found too. Without a version: the newest release that has it.
 */
export function flagAt(table: FlagTable, name: string, version?: string): FlagAtVersion | undefined {
  const flag = find(table, name);
  return flag === undefined ? undefined : shapeAt(table, flag, version);
}

function shapeAt(table: FlagTable, flag: Flag, version: string | undefined): FlagAtVersion | undefined {
  const period =
    version === undefined
      ? flag.periods[flag.periods.length - 1]
      : flag.periods.find((candidate) => isWithin(version, candidate.from, candidate.before));
  const doubt = version === undefined ? undefined : doubtAbout(table, version);
  if (period !== undefined)
    return shape(flag, period, doubt === undefined || isSteady(flag, doubt, version!, table));
  const nearby = doubt === undefined ? undefined : nearbyPeriod(table, flag, version!, doubt);
  return nearby === undefined ? undefined : shape(flag, nearby, false);
}

/** The release that brought an option and, where it is gone, the one that took it away. */
export function versionsOf(
  table: FlagTable,
  name: string,
): { introduced: string; removedIn?: string } | undefined {
  const flag = find(table, name);
  const last = flag?.periods[flag.periods.length - 1];
  if (flag === undefined || last === undefined) return undefined;
  const introduced = flag.periods[0]!.from;
  const removedIn = last.before ?? table.removedIn;
  return removedIn === undefined ? { introduced } : { introduced, removedIn };
}

/**
 * What an option as written means to a release of the tool. `written` may carry `=value` and, where the tool has
 * them, a dotted key. Follows argparse's `_parse_optional`: the exact spelling first, then any unique prefix of a long
 * option; several options under one prefix are an error that names them (getopt_long does the same).
 */
export function resolveFlag(table: FlagTable, written: string, version?: string): FlagResolution {
  const resolved = resolveAmong(table, written, optionsAt(table, version, false));
  const isSure = resolved.kind !== 'unknown' && !isAttached(resolved, written);
  if (isSure || version === undefined || doubtAbout(table, version) === undefined) return resolved;
  const again = resolveAmong(table, written, optionsAt(table, version, true));
  if (again.kind === 'exact') return again;
  if (resolved.kind !== 'unknown') return resolved;
  // What neither the releases before nor the one after have is not there, however the release between was cut.
  return { kind: 'unknown', certain: again.kind === 'unknown' && isEnclosed(table, version) };
}

/** `-dpe`, where there is no such option, is `-dp` with the value `e`. */
const isAttached = (resolved: FlagResolution, written: string): boolean =>
  resolved.kind === 'exact' &&
  !written.startsWith('--') &&
  ![resolved.flag.name, ...resolved.flag.aliases].includes(written);

/** Whether releases were read both up to a version and after it. */
const isEnclosed = ({ versions }: FlagTable, version: string): boolean =>
  versions.some((each) => compareVersions(each, version) <= 0) &&
  versions.some((each) => compareVersions(each, version) > 0);

interface Option {
  readonly spelling: string;
  /** As it is compared, dashes and underscores alike. */
  readonly folded: string;
  readonly flag: FlagAtVersion;
  readonly negated: boolean;
}

/** The options of one release, also by their folded spelling. */
interface Options {
  readonly all: readonly Option[];
  readonly byFolded: ReadonlyMap<string, Option>;
}

function resolveAmong(table: FlagTable, written: string, { all, byFolded }: Options): FlagResolution {
  const equals = written.indexOf('=');
  const bare = fold(table, equals > 0 ? written.slice(0, equals) : written);
  const dot = table.dottedKeys ? bare.indexOf('.') : -1;
  const word = dot > 0 ? bare.slice(0, dot) : bare;
  const exact = byFolded.get(word);
  if (exact !== undefined) return found('exact', exact);
  if (!word.startsWith('--')) {
    // A short option may have its value attached: `-O3`, `-tp2`.
    const attached = all
      .filter((option) => isShort(option.spelling) && word.startsWith(option.spelling))
      .sort((a, b) => b.spelling.length - a.spelling.length)[0];
    return attached === undefined ? { kind: 'unknown', certain: true } : found('exact', attached);
  }
  if (!table.abbreviations || word.length < 3) return { kind: 'unknown', certain: true };
  const matches = all.filter((option) => option.folded.startsWith(word));
  const names = [...new Set(matches.map((option) => option.flag.name))];
  if (names.length === 1) return found('abbreviation', matches[0]!);
  if (names.length === 0) return { kind: 'unknown', certain: true };
  return { kind: 'ambiguous', candidates: matches.map((option) => option.spelling).sort() };
}

function found(kind: 'exact' | 'abbreviation', option: Option): FlagResolution {
  return option.negated ? { kind, flag: option.flag, negated: true } : { kind, flag: option.flag };
}

const optionCache = new WeakMap<FlagTable, Map<string, Options>>();

/** Every spelling that a release knows; `withDoubtful` adds those that it may know. Kept per table and release. */
function optionsAt(table: FlagTable, version: string | undefined, withDoubtful: boolean): Options {
  const cache = optionCache.get(table) ?? new Map<string, Options>();
  optionCache.set(table, cache);
  const key = `${version ?? ''}/${withDoubtful}`;
  const kept = cache.get(key);
  if (kept !== undefined) return kept;
  const all: Option[] = [];
  const add = (spelling: string, flag: FlagAtVersion, negated: boolean): void => {
    all.push({ spelling, folded: fold(table, spelling), flag, negated });
  };
  for (const flag of table.flags) {
    const at = shapeAt(table, flag, version);
    if (at === undefined || at.type === 'positional') continue;
    const sure =
      version === undefined || flag.periods.some((period) => isWithin(version, period.from, period.before));
    if (!sure && !withDoubtful) continue;
    for (const spelling of [at.name, ...at.aliases]) add(spelling, at, false);
    if (at.negation !== undefined) add(at.negation, at, true);
  }
  const byFolded = new Map<string, Option>();
  for (const option of all) if (!byFolded.has(option.folded)) byFolded.set(option.folded, option);
  const options: Options = { all, byFolded };
  // A caller may pass versions out of untrusted files: the cache must not grow with them. Those of the table have room.
  if (cache.size > 2 * table.versions.length + 64) cache.clear();
  cache.set(key, options);
  return options;
}

function shape(flag: Flag, period: FlagPeriod, certain: boolean): FlagAtVersion {
  const { from: _from, before: _before, ...rest } = period;
  return {
    ...rest,
    name: flag.name,
    aliases: [...(flag.aliases ?? []), ...(period.aliases ?? [])],
    takesValue: period.nargs !== '0',
    certain,
    ...(flag.note === undefined ? {} : { note: flag.note }),
  };
}

function doubtAbout(table: FlagTable, version: string): UncertainRange | undefined {
  const outside: UncertainRange = { from: version, because: 'older than the oldest release that was read' };
  if (table.versions[0] !== undefined && compareVersions(version, table.versions[0]) < 0) return outside;
  return table.uncertain.find((range) => isWithin(version, range.from, range.before));
}

/** The snapshots on both sides of a doubtful release. */
function neighbours(table: FlagTable, version: string, doubt: UncertainRange): readonly string[] {
  const later = table.versions.find((candidate) => compareVersions(candidate, version) > 0);
  const earlier = table.versions.filter((candidate) => compareVersions(candidate, version) <= 0);
  return [
    ...earlier.slice(-2),
    ...(later === undefined ? [] : [later]),
    ...(doubt.before === undefined ? [] : [doubt.before]),
  ];
}

function nearbyPeriod(
  table: FlagTable,
  flag: Flag,
  version: string,
  doubt: UncertainRange,
): FlagPeriod | undefined {
  const around = neighbours(table, version, doubt);
  return flag.periods.find((period) => around.some((each) => isWithin(each, period.from, period.before)));
}

/** True where the releases around a doubtful one all have the option in the same shape. */
function isSteady(flag: Flag, doubt: UncertainRange, version: string, table: FlagTable): boolean {
  const periods = neighbours(table, version, doubt).map((each) =>
    flag.periods.findIndex((period) => isWithin(each, period.from, period.before)),
  );
  return periods.every((index) => index === periods[0] && index >= 0);
}

function find(table: FlagTable, name: string): Flag | undefined {
  const wanted = fold(table, name);
  const has = (flag: Flag) =>
    [flag.name, ...(flag.aliases ?? []), ...flag.periods.flatMap((period) => period.aliases ?? [])].some(
      (spelling) => fold(table, spelling) === wanted,
    );
  return table.flags.find((flag) => fold(table, flag.name) === wanted) ?? table.flags.find(has);
}

const fold = (table: FlagTable, word: string): string =>
  table.underscoresAreDashes && word.startsWith('--') ? foldDashes(word) : word;

/** Only the option's own name: in `--config.some_key` the key keeps its underscores. */
function foldDashes(word: string): string {
  const dot = word.indexOf('.');
  return dot < 0 ? word.replaceAll('_', '-') : word.slice(0, dot).replaceAll('_', '-') + word.slice(dot);
}

const isShort = (spelling: string): boolean => spelling.startsWith('-') && !spelling.startsWith('--');
