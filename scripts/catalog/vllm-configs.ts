import { compareVersions } from '../../catalog/version.ts';
import type { VllmConfigKey, VllmConfigShape, VllmConfigs } from '../../catalog/vllm-configs.ts';
import type { Facts } from './facts.ts';

interface FieldFact {
  readonly type: string;
  readonly choices?: readonly (string | number | null)[];
}

type ClassFacts = Readonly<Record<string, Readonly<Record<string, FieldFact>>>>;

/** The options that take one of vLLM's configuration classes as JSON, and the keys of each class by release. */
export function vllmConfigs(facts: Facts): VllmConfigs {
  const { json_subconfigs: byVersion, flags } = facts.json<{
    json_subconfigs: Readonly<Record<string, ClassFacts>>;
    flags: readonly { name: string; history: readonly { type: string }[] }[];
  }>('engines/vllm_flags.json');
  const versions = Object.keys(byVersion).sort(compareVersions);
  const names = new Set(versions.flatMap((version) => Object.keys(byVersion[version]!)));
  const options = flags.flatMap(({ name, history }) => {
    const found = history.map(({ type }) => classOf(type)).find((each) => each && names.has(each));
    return found ? [[name, found] as const] : [];
  });
  // The others are filled from flags of their own.
  const taken = new Set([...options.map(([, name]) => name), 'PassConfig']);
  const classes = Object.fromEntries(
    [...taken].sort().map((name) => [name, keysOf(name, versions, byVersion, taken)]),
  );
  return {
    source: 'vllm-project/vllm vllm/config.py and vllm/config/*.py, the fields of each class',
    versions,
    options: Object.fromEntries(options.sort(([a], [b]) => (a < b ? -1 : 1))),
    classes,
  };
}

/** `json<SpeculativeConfig>`, `CompilationConfig.from_cli` and `PassConfig` name their class. */
const classOf = (type: string): string | undefined =>
  /^json<(\w+)>$/.exec(type)?.[1] ?? /^(\w+Config)(\.from_\w+)?$/.exec(type)?.[1];

function keysOf(
  name: string,
  versions: readonly string[],
  byVersion: Readonly<Record<string, ClassFacts>>,
  known: ReadonlySet<string>,
): VllmConfigKey[] {
  const fields = new Map<string, { version: string; shape: VllmConfigShape }[]>();
  for (const version of versions)
    for (const [key, fact] of Object.entries(byVersion[version]![name] ?? {}))
      fields.set(key, [...(fields.get(key) ?? []), { version, shape: shapeOf(fact, known) }]);
  return [...fields].map(([key, seen]) => ({ name: key, periods: periodsOf(seen, versions) }));
}

/** Releases next to each other in which a key has one shape. */
function periodsOf(
  seen: readonly { version: string; shape: VllmConfigShape }[],
  versions: readonly string[],
): VllmConfigKey['periods'] {
  const periods: { from: string; to: string; shape: VllmConfigShape }[] = [];
  for (const { version, shape } of seen) {
    const last = periods.at(-1);
    const next = last && versions[versions.indexOf(last.to) + 1];
    if (last && next === version && JSON.stringify(last.shape) === JSON.stringify(shape)) last.to = version;
    else periods.push({ from: version, to: version, shape });
  }
  return periods.map(({ from, to, shape }) => ({ from, to, ...shape }));
}

function shapeOf({ type, choices }: FieldFact, known: ReadonlySet<string>): VllmConfigShape {
  const inner = classOf(type);
  if (inner !== undefined) return known.has(inner) ? { type: 'object', class: inner } : { type: 'object' };
  const named = [...new Set((choices ?? []).filter((choice) => choice !== null))];
  if (type === 'enum' && named.length > 0) return { type: 'enum', choices: named };
  if (type === 'int' || type === 'float' || type === 'bool') return { type };
  if (type === 'str' || type === 'Path') return { type: 'string' };
  if (/^list\b/.test(type)) return { type: 'list' };
  return { type: 'any' };
}
