import type { FlagShape, FlagTable, FlagType } from '../../catalog/flag-table.ts';
import { compareVersions } from '../../catalog/version.ts';
import type { Facts } from './facts.ts';
import { type HistoryEntry, toPeriods, unreadBetween } from './flag-history.ts';

interface Entry extends HistoryEntry {
  readonly type: string;
  readonly default: unknown;
  readonly nargs?: string;
  readonly choices?: readonly (string | number | null)[];
  readonly deprecated?: boolean;
}

export function sglangServeTable(facts: Facts): FlagTable {
  const { flags, _meta } = facts.json<{
    flags: { name: string; aliases: string[]; history: Entry[] }[];
    _meta: { versions: Record<string, unknown> };
  }>('engines/sglang_flags.json');
  const versions = Object.keys(_meta.versions).sort(compareVersions);
  return {
    source: 'sgl-project/sglang python/sglang/srt/server_args.py at release tags',
    tool: 'sglang.launch_server',
    versions,
    abbreviations: true,
    underscoresAreDashes: false,
    dottedKeys: false,
    uncertain: unreadBetween(versions),
    flags: [
      {
        name: '--help',
        aliases: ['-h'],
        periods: [{ from: versions[0]!, type: 'flag' as const, nargs: '0' as const }],
      },
      ...flags.map(({ name, aliases, history }) => ({
        name,
        ...(aliases.length > 0 && { aliases }),
        periods: toPeriods(history, versions, shapeOf),
      })),
    ],
  };
}

function shapeOf(entry: Entry): FlagShape {
  const type = typeOf(entry.type);
  const nargs = entry.nargs?.replaceAll("'", '') as FlagShape['nargs'];
  const choices = (entry.choices ?? []).filter((choice) => choice !== null);
  return {
    type,
    ...defaultOf(entry.default),
    ...(choices.length > 0 && { choices }),
    ...(type === 'bool' && nargs === undefined && { nargs: '0' as const }),
    ...(nargs !== undefined ? { nargs } : type === 'list' && { nargs: '+' as const }),
    ...(entry.deprecated && { deprecated: true }),
  };
}

function typeOf(type: string): FlagType {
  if (type === 'bool' || type === 'float') return type;
  if (type === 'int' || type === 'human_readable_int') return 'int';
  if (type === 'json' || type === 'CudaGraphConfig') return 'json';
  return /^list\b/.test(type) ? 'list' : 'string';
}

/** `<…>` is an expression of the code; `<required>` and `<argparse.SUPPRESS>` are no default at all. */
function defaultOf(value: unknown): Pick<FlagShape, 'default' | 'defaultExpression'> {
  if (value === null || value === undefined || /^<(required|argparse\.SUPPRESS)>$/.test(String(value)))
    return {};
  const expression = typeof value === 'string' ? /^<(.*)>$/.exec(value)?.[1] : undefined;
  return expression === undefined
    ? { default: value as string | number | boolean }
    : { defaultExpression: expression };
}

/** Options whose defaults a deployment takes on where it says nothing: a small table, since a page has the whole one not. */
const defaultsRead = new Set([
  '--chunked-prefill-size',
  '--disable-radix-cache',
  '--max-prefill-tokens',
  '--page-size',
]);

export function sglangDefaultFlagsTable(facts: Facts): FlagTable {
  const table = sglangServeTable(facts);
  return { ...table, flags: table.flags.filter((flag) => defaultsRead.has(flag.name)) };
}
