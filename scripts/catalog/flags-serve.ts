import type { Flag, FlagPeriod, FlagShape, FlagTable, FlagType } from '../../catalog/flag-table.ts';
import { compareVersions } from '../../catalog/version.ts';
import type { Facts } from './facts.ts';
import { cleanVersion } from './flags-trtllm.ts';

interface VllmPeriod {
  from: string;
  to: string;
  type: string;
  default: unknown;
  choices?: (string | number | null)[];
  no_form?: string;
  deprecated?: boolean;
  nargs?: '?' | '+';
}

interface VllmFlag {
  name: string;
  aliases: string[];
  history: VllmPeriod[];
}

export function vllmServeTable(facts: Facts): FlagTable {
  const { flags, _meta } = facts.json<{
    flags: VllmFlag[];
    _meta: { versions: Record<string, { exact_tag: boolean }> };
  }>('engines/vllm_flags.json');
  const versions = Object.keys(_meta.versions).sort(compareVersions);
  const firstInexact = versions.find((version) => !_meta.versions[version]!.exact_tag);
  return {
    source:
      'vllm-project/vllm vllm/engine/arg_utils.py, vllm/entrypoints/openai/{cli_args,api_server}.py and vllm/config, read at a commit a release',
    tool: 'vllm serve',
    versions,
    abbreviations: true,
    underscoresAreDashes: true,
    dottedKeys: true,
    uncertain:
      firstInexact === undefined
        ? []
        : [
            {
              from: firstInexact,
              because: 'read at about the branch cut, not at the tag: an option may be off by one release',
            },
          ],
    flags: [
      {
        name: '--help',
        aliases: ['-h'],
        periods: [{ from: versions[0]!, type: 'flag' as const, nargs: '0' as const }],
      },
      ...flags.map((flag) => toVllmFlag(flag, versions)),
    ],
  };
}

function toVllmFlag(fact: VllmFlag, versions: readonly string[]): Flag {
  const periods = fact.history.map((period): FlagPeriod => {
    // `to` is the last release that was read with this shape, so it ends at the next one that was read.
    const before = versions[versions.indexOf(period.to) + 1];
    return {
      from: period.from,
      ...(before === undefined ? {} : { before }),
      ...vllmShape(period, !fact.name.startsWith('-')),
    };
  });
  return {
    name: fact.name,
    ...(fact.aliases.length > 0 ? { aliases: fact.aliases } : {}),
    periods,
  };
}

function vllmShape(period: VllmPeriod, positional: boolean): FlagShape {
  const type = positional ? 'positional' : vllmType(period);
  const choices = (period.choices ?? []).filter((choice) => choice !== null);
  const open = period.type === 'enum|str' || type === 'list';
  const takesNone = type === 'bool' && period.nargs === undefined;
  return {
    type,
    ...vllmDefault(period.default),
    ...(choices.length === 0 ? {} : open ? { suggestions: choices } : { choices }),
    ...(takesNone ? { nargs: '0' as const } : {}),
    ...(period.nargs !== undefined
      ? { nargs: period.nargs }
      : type === 'list'
        ? { nargs: '+' as const }
        : {}),
    ...(period.no_form === undefined ? {} : { negation: period.no_form }),
    ...(period.deprecated ? { deprecated: true } : {}),
  };
}

function vllmType({ type }: VllmPeriod): FlagType {
  if (type === 'bool') return 'bool';
  if (type === 'int' || type === 'human_readable_int') return 'int';
  if (type === 'float') return 'float';
  if (/^json|from_cli|from_json/.test(type)) return 'json';
  if (/^(list|set|tuple)\b/.test(type)) return 'list';
  return 'string';
}

function vllmDefault(value: unknown): Pick<FlagShape, 'default' | 'defaultExpression'> {
  if (value === null || value === undefined) return {};
  if (typeof value === 'string' && /^<.*>$/.test(value)) return { defaultExpression: value.slice(1, -1) };
  if (typeof value === 'string' && /[()]/.test(value)) return { defaultExpression: value };
  return { default: value as string | number | boolean };
}

interface ServeFlag {
  flags: string[];
  type: string;
  default: unknown;
  since: string;
  status?: string;
  note?: string;
  choices?: string[];
  multiple?: boolean;
}

const SERVE_TYPES: Readonly<Record<string, FlagType>> = {
  int: 'int',
  float: 'float',
  flag: 'flag',
  positional: 'positional',
  'JSON str': 'json',
};

/** `trtllm-serve` is a click command: no abbreviations. */
export function trtllmServeTable(facts: Facts): FlagTable {
  const fact = facts.json<{ 'trtllm-serve serve': ServeFlag[] }>('trtllm/serve_flags.json');
  return {
    source:
      'NVIDIA/TensorRT-LLM tensorrt_llm/commands/serve.py@v0.15.0, @4c05a748 (1.1), @00209af1 (1.2); api_stability/references/trtllm_serve_cli.yaml@9e7f85f6 (1.3)',
    tool: 'trtllm-serve',
    versions: ['0.15.0', '1.1.0', '1.2.0', '1.3.0'],
    abbreviations: false,
    underscoresAreDashes: false,
    dottedKeys: false,
    uncertain: [{ from: '0.16.0', before: '1.1.0', because: 'releases between 0.15 and 1.1 were not read' }],
    flags: fact['trtllm-serve serve'].map(toServeFlag),
  };
}

/** Its options are known of one release; when each of them came is not. */
export function trtllmDisaggregatedTable(facts: Facts): FlagTable {
  const fact = facts.json<{ 'trtllm-serve disaggregated': Omit<ServeFlag, 'since'>[] }>(
    'trtllm/serve_flags.json',
  );
  return {
    source:
      'NVIDIA/TensorRT-LLM tensorrt_llm/commands/serve.py disaggregated; api_stability/references/trtllm_serve_cli.yaml@9e7f85f6 (1.3)',
    tool: 'trtllm-serve disaggregated',
    versions: ['1.3.0'],
    abbreviations: false,
    underscoresAreDashes: false,
    dottedKeys: false,
    uncertain: [{ from: '0.15.0', before: '1.3.0', because: 'releases before 1.3 were not read' }],
    flags: fact['trtllm-serve disaggregated'].map((flag) => toServeFlag({ ...flag, since: '1.3.0' })),
  };
}

function toServeFlag(fact: ServeFlag): Flag {
  const [name, ...aliases] = [...fact.flags].sort(
    (a, b) => Number(b.startsWith('--')) - Number(a.startsWith('--')),
  );
  const type = SERVE_TYPES[fact.type] ?? 'string';
  // The lists are those of 1.3; older releases know fewer, and `trt` for `tensorrt`.
  const suggestions = fact.choices === undefined ? {} : { suggestions: fact.choices };
  const base = {
    type,
    ...suggestions,
    ...(type === 'flag' ? { nargs: '0' as const } : {}),
    ...(fact.status?.startsWith('deprecated') ? { deprecated: true } : {}),
  };
  return {
    name: name!,
    ...(aliases.length > 0 ? { aliases } : {}),
    ...(fact.note === undefined ? {} : { note: fact.note }),
    periods: servePeriods(name!, cleanVersion(fact.since), vllmDefault(fact.default)).map((period) => ({
      ...period,
      ...base,
    })),
  };
}

/** Two defaults changed on the way, which the facts say in words: the notes of `--backend` and the other's default. */
function servePeriods(
  name: string,
  from: string,
  byDefault: Pick<FlagShape, 'default' | 'defaultExpression'>,
): Pick<FlagPeriod, 'from' | 'before' | 'default' | 'defaultExpression'>[] {
  if (name === '--backend')
    return [
      { from, before: '1.0.0', defaultExpression: 'the TensorRT engine path up to 0.21' },
      { from: '1.0.0', default: 'pytorch' },
    ];
  if (name === '--fail_fast_on_attention_window_too_large')
    return [
      { from, before: '1.3.0', default: false },
      { from: '1.3.0', default: true },
    ];
  return [{ from, ...byDefault }];
}

interface TritonFlag {
  name: string;
  type: string;
  takesValue: boolean;
  default: unknown;
  deprecated: boolean;
  enum?: string[];
  note?: string;
  firstSeen: string;
}

/** By container release: `22.08` stands for that and everything older. */
export function tritonserverTable(facts: Facts): FlagTable {
  const { flags } = facts.json<{ flags: TritonFlag[] }>('deployment/tritonserver_flags.json');
  const since = flags.map((flag) => flag.firstSeen.replace('<=', ''));
  return {
    source: 'triton-inference-server/server src/command_line_parser.cc at release branches r22.08 to r26.08',
    tool: 'tritonserver',
    versions: [...new Set([...since, '26.08'])].sort(compareVersions),
    abbreviations: true,
    underscoresAreDashes: false,
    dottedKeys: false,
    uncertain: [],
    flags: flags.map((flag, i) => toTritonFlag(flag, since[i]!)),
  };
}

const TRITON_TYPES: Readonly<Record<string, FlagType>> = {
  int: 'int',
  float: 'float',
  bool: 'bool',
  flag: 'flag',
};

function toTritonFlag(fact: TritonFlag, from: string): Flag {
  const computed = typeof fact.default === 'string' && / |^http-address$/.test(fact.default);
  return {
    name: fact.name,
    ...(fact.note === undefined ? {} : { note: fact.note }),
    periods: [
      {
        from,
        type: TRITON_TYPES[fact.type] ?? 'string',
        ...(computed ? { defaultExpression: fact.default as string } : vllmDefault(fact.default)),
        ...(fact.enum === undefined ? {} : { choices: fact.enum }),
        ...(fact.takesValue ? {} : { nargs: '0' as const }),
        ...(fact.deprecated ? { deprecated: true } : {}),
      },
    ],
  };
}
