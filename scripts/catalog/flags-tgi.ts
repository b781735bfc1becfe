import type { FlagShape, FlagTable, FlagType } from '../../catalog/flag-table.ts';
import { compareVersions } from '../../catalog/version.ts';
import type { Facts } from './facts.ts';
import { type HistoryEntry, toPeriods, unreadBetween } from './flag-history.ts';

interface Entry extends HistoryEntry {
  readonly type: string;
  readonly default: unknown;
  readonly optional?: boolean;
  readonly choices?: readonly string[];
}

interface TgiFacts {
  readonly _meta: { readonly versions: Record<string, unknown> };
  readonly flags: readonly {
    readonly name: string;
    readonly env: string | null;
    readonly short: string | null;
    readonly history: readonly Entry[];
  }[];
  readonly env_only: readonly {
    readonly name: string;
    readonly choices?: readonly string[];
    readonly default?: string;
    readonly note?: string;
  }[];
}

const read = (facts: Facts): TgiFacts => facts.json<TgiFacts>('engines/tgi_flags.json');
const withoutV = (version: string): string => version.replace(/^v/, '');

/** `text-generation-launcher`, a clap command: no abbreviations. `HEAD` was read for what 3.3.7 does not have yet. */
export function tgiLauncherTable(facts: Facts): FlagTable {
  const { flags, _meta } = read(facts);
  const versions = Object.keys(_meta.versions)
    .filter((version) => version !== 'HEAD')
    .map(withoutV)
    .sort(compareVersions);
  return {
    source: 'huggingface/text-generation-inference launcher/src/main.rs at release tags',
    tool: 'text-generation-launcher',
    versions,
    abbreviations: false,
    underscoresAreDashes: false,
    dottedKeys: false,
    uncertain: unreadBetween(versions),
    flags: flags.map(({ name, short, history }) => ({
      name,
      ...(short !== null && { aliases: [short] }),
      periods: toPeriods(
        history.map((entry) => ({ ...entry, from: withoutV(entry.from), to: withoutV(entry.to) })),
        // What HEAD still has does not end.
        versions,
        shapeOf,
      ),
    })),
  };
}

const integers = new Set(['u16', 'u32', 'u64', 'usize']);

function shapeOf(entry: Entry): FlagShape {
  const type = typeOf(entry.type);
  const bare = type === 'bool' && !entry.optional;
  return {
    type,
    ...defaultOf(entry.default, type),
    ...(entry.choices && { choices: entry.choices.map(asClapSpells) }),
    ...(type === 'bool' && !bare && { choices: ['true', 'false'] }),
    ...(bare && { nargs: '0' as const }),
  };
}

/** The facts split the names of Rust's variants at every capital; clap keeps `NF4` whole and TGI names BF16 itself. */
const asClapSpells = (choice: string): string =>
  choice.replace(/-([nf])-([fp])4$/, '-$1$24').replace('b-float', 'bfloat');

function typeOf(type: string): FlagType {
  if (integers.has(type)) return 'int';
  if (type === 'f32') return 'float';
  if (type === 'bool') return 'bool';
  return type.startsWith('Vec<') ? 'list' : 'string';
}

function defaultOf(value: unknown, type: FlagType): Pick<FlagShape, 'default'> {
  if (value === null || value === undefined) return {};
  if (type === 'int' || type === 'float') return { default: Number(value) };
  if (type === 'bool') return { default: String(value) === 'true' };
  return { default: String(value) };
}

/** Variables that no flag stands for; each flag has one of its own name in capitals. */
export function tgiEnvironment(facts: Facts) {
  return {
    source:
      'huggingface/text-generation-inference launcher/src/main.rs and server/text_generation_server at 3.3.7',
    variables: read(facts)
      .env_only.filter(({ name }) => /^[A-Z_]+$/.test(name))
      .map(({ name, choices, default: value, note }) => ({
        name,
        ...(value !== undefined && { default: value }),
        ...(choices && { choices }),
        ...(note !== undefined && { note }),
      })),
  };
}
