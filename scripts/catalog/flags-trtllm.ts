import type { Flag, FlagPeriod, FlagShape, FlagTable, FlagType } from '../../catalog/flag-table.ts';
import { compareVersions } from '../../catalog/version.ts';
import type { Facts } from './facts.ts';

interface FactPeriod {
  from: string;
  type: string;
  default?: unknown;
  choices?: unknown;
  nargs?: '?' | '+';
  aliases?: string[];
}

interface FactFlag {
  flag: string;
  introduced: string;
  last_seen: string;
  removed_in?: string | null;
  absent_in_between?: string[];
  history: FactPeriod[];
  note?: string;
}

/**
 * The facts label some snapshots by a range or with a remark (`v0.20-0.21`, `>=v0.19`, `v1.3 (whole TRT backend …)`):
 * what counts is the first release that is named.
 */
export function cleanVersion(label: string): string {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(label);
  if (match === null) throw new Error(`no version in ${label}`);
  return `${match[1]}.${match[2]}.${match[3] ?? 0}`;
}

const TYPES: Readonly<Record<string, FlagType>> = {
  int: 'int',
  float: 'float',
  str: 'string',
  'str (directory)': 'string',
  flag: 'flag',
  'enable|disable': 'string',
  'plugin dtype': 'string',
  KVCacheType: 'string',
};

/** argparse adds it to every parser, so prefixes of it count. */
const HELP = (from: string): Flag => ({
  name: '--help',
  aliases: ['-h'],
  periods: [{ from, type: 'flag', nargs: '0' }],
});

const ARGPARSE = { abbreviations: true, underscoresAreDashes: false, dottedKeys: false } as const;
const TAGS = ['0.7.1', '0.8.0', '0.9.0', '0.10.0', '0.11.0', '0.12.0', '0.13.0', '0.14.0', '0.15.0'];

export function trtllmBuildTable(facts: Facts): FlagTable {
  const { flags } = facts.json<{ flags: FactFlag[] }>('trtllm/build_flags.json');
  return {
    source:
      'NVIDIA/TensorRT-LLM tensorrt_llm/commands/build.py and plugin/plugin.py: tags v0.7.1 to v0.15.0 parsed, then build.py@42a7b092 (0.16), plugin.py@258c7540 and build.py@008b2b8d (0.17), build.py@65f1d153 and plugin.py@c20322ff (1.0 to 1.2)',
    tool: 'trtllm-build',
    versions: [...TAGS, '0.16.0', '0.17.0', '0.18.0', '0.20.0', '1.0.0', '1.2.0'],
    removedIn: '1.3.0',
    ...ARGPARSE,
    uncertain: [
      {
        from: '0.16.0',
        before: '0.17.0',
        because: 'plugin options of 0.16 taken from 0.15 and the release notes',
      },
      {
        from: '0.19.0',
        before: '0.20.0',
        because: 'which of 0.19 and 0.20 brought a change is not recorded',
      },
    ],
    flags: [HELP('0.7.1'), ...flags.map((flag) => toFlag(flag, undefined))],
  };
}

export function convertCheckpointTable(facts: Facts): FlagTable {
  const { llama_convert_checkpoint } = facts.json<{ llama_convert_checkpoint: FactFlag[] }>(
    'trtllm/convert_quantize_flags.json',
  );
  return {
    source: 'NVIDIA/TensorRT-LLM examples/llama/convert_checkpoint.py, tags v0.8.0 to v0.15.0 parsed',
    tool: 'convert_checkpoint.py',
    versions: TAGS.slice(1),
    removedIn: '1.3.0',
    ...ARGPARSE,
    uncertain: [{ from: '0.16.0', because: 'the script was last read at 0.15' }],
    flags: [HELP('0.8.0'), ...llama_convert_checkpoint.map((flag) => toFlag(flag, undefined))],
  };
}

export function quantizeTable(facts: Facts): FlagTable {
  const { quantize } = facts.json<{ quantize: FactFlag[] }>('trtllm/convert_quantize_flags.json');
  return {
    source:
      'NVIDIA/TensorRT-LLM examples/quantization/quantize.py, tags v0.6.1 to v0.15.0 parsed, later options from commit 059c97c1',
    tool: 'quantize.py',
    versions: ['0.6.1', ...TAGS],
    ...ARGPARSE,
    uncertain: [{ from: '0.16.0', because: 'the script was last read whole at 0.15' }],
    flags: [HELP('0.6.1'), ...quantize.map((flag) => toFlag(flag, undefined))],
  };
}

export function legacyBuildTable(facts: Facts): FlagTable {
  const { flags } = facts.json<{ flags: FactFlag[] }>('trtllm/legacy_flags.json');
  return {
    source: 'NVIDIA/TensorRT-LLM examples/llama/build.py, tags v0.5.0 to v0.7.1 parsed',
    tool: 'build.py',
    versions: ['0.5.0', '0.6.1', '0.7.1'],
    removedIn: '0.8.0',
    ...ARGPARSE,
    uncertain: [],
    flags: [HELP('0.5.0'), ...flags.map((flag) => toFlag(flag, '0.8.0'))],
  };
}

/** `tableEnd`: the release that dropped the whole tool, where the facts do not say so flag by flag. */
function toFlag(fact: FactFlag, tableEnd: string | undefined): Flag {
  const removed = fact.history.find((period) => period.type === 'removed');
  const end = fact.removed_in
    ? cleanVersion(fact.removed_in)
    : removed
      ? cleanVersion(removed.from)
      : tableEnd;
  const shapes = fact.history.filter((period) => period.type !== 'removed');
  const periods: FlagPeriod[] = shapes.map((period, i) => {
    const next = shapes[i + 1];
    const before = next === undefined ? end : cleanVersion(next.from);
    return {
      from: cleanVersion(period.from),
      ...(before === undefined ? {} : { before }),
      ...toShape(fact.flag, period),
    };
  });
  const aliases = [...new Set(shapes.flatMap((period) => period.aliases ?? []))];
  const everyPeriod = shapes.every((period) => period.aliases?.length === aliases.length);
  return {
    name: fact.flag,
    ...(aliases.length > 0 && everyPeriod ? { aliases } : {}),
    ...(fact.note ? { note: fact.note } : {}),
    periods: mergeEqual(cutHoles(periods, fact.absent_in_between ?? [])).map((period) =>
      everyPeriod ? without(period, 'aliases') : period,
    ),
  };
}

function toShape(name: string, period: FactPeriod): FlagShape {
  const type = TYPES[period.type];
  if (type === undefined) throw new Error(`unknown type ${period.type} of ${name}`);
  return {
    type,
    ...defaultOf(period, type),
    ...choicesOf(period),
    ...(type === 'flag'
      ? { nargs: '0' as const }
      : period.nargs === undefined
        ? {}
        : { nargs: period.nargs }),
    ...(period.aliases === undefined ? {} : { aliases: period.aliases }),
  };
}

function defaultOf(period: FactPeriod, type: FlagType): Pick<FlagShape, 'default' | 'defaultExpression'> {
  const value = period.default;
  if (value === undefined || value === null || value === 'argparse.SUPPRESS') return {};
  // argparse runs a string default through `type`.
  if (type === 'int' && typeof value === 'string' && /^-?\d+$/.test(value)) return { default: Number(value) };
  if (typeof value === 'string' && /^[A-Z][A-Z_]+$|^\w+Config\./.test(value))
    return { defaultExpression: value };
  // `default=False` on an option that takes a value means: not given.
  if (value === false && type !== 'flag') return {};
  return { default: value as string | number | boolean };
}

function choicesOf(period: FactPeriod): Pick<FlagShape, 'choices' | 'caseInsensitive'> {
  // The fact's note on `--kv_cache_type` lists them; `KVCacheType` folds case when it parses.
  if (period.type === 'KVCacheType')
    return { choices: ['continuous', 'paged', 'disabled'], caseInsensitive: true };
  // `None` among argparse choices only admits the default: it cannot be written.
  return Array.isArray(period.choices) ? { choices: period.choices.filter((choice) => choice !== null) } : {};
}

/** Releases named in `absent_in_between` had no such option: the period around them is cut in two. */
function cutHoles(periods: readonly FlagPeriod[], absent: readonly string[]): FlagPeriod[] {
  if (absent.length === 0) return [...periods];
  const gone = absent.map(cleanVersion).sort(compareVersions);
  const known = ['0.6.1', ...TAGS, '0.16.0'];
  const resumes = known.find((version) => compareVersions(version, gone[gone.length - 1]!) > 0)!;
  return periods.flatMap((period) => {
    const startsBefore = compareVersions(period.from, gone[0]!) < 0;
    const endsAfter = period.before === undefined || compareVersions(period.before, gone[0]!) > 0;
    if (!startsBefore || !endsAfter) return [period];
    const first = { ...period, before: gone[0]! };
    const reaches = period.before === undefined || compareVersions(period.before, resumes) > 0;
    return reaches ? [first, { ...period, from: resumes }] : [first];
  });
}

function mergeEqual(periods: readonly FlagPeriod[]): FlagPeriod[] {
  const merged: FlagPeriod[] = [];
  for (const period of periods) {
    const last = merged[merged.length - 1];
    const same = last !== undefined && last.before === period.from && key(last) === key(period);
    if (same)
      merged[merged.length - 1] = {
        ...without(last, 'before'),
        ...(period.before ? { before: period.before } : {}),
      };
    else merged.push(period);
  }
  return merged;
}

const key = (period: FlagPeriod): string => JSON.stringify({ ...period, from: undefined, before: undefined });

function without<T extends object, K extends keyof T>(value: T, name: K): Omit<T, K> & T {
  const { [name]: _dropped, ...rest } = value;
  return rest as Omit<T, K> & T;
}
