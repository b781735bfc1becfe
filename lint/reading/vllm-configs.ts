import { resolveFlag, vllmServeFlags } from '../../catalog/flags.ts';
import { vllmConfigs } from '../../catalog/vllm-configs.ts';
import type { Data } from '../../deployment/settings/setting.ts';
import { argumentOf, type PythonValue } from '../../grammar/python-call.ts';
import type { Range } from '../../grammar/text.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { RuleContext } from '../rule.ts';
import { type EngineRun, engineRuns } from './engine-runs.ts';
import { toolCalls, vllmServe } from './tool-calls.ts';

/** One key of a configuration that vLLM takes as JSON, wherever it is given. */
export interface ConfigEntry {
  /** `--speculative-config` */
  readonly option: string;
  /** The class whose field it is, one inside another included. */
  readonly className: string;
  readonly key: string;
  /** Undefined where it depends on something unknown. */
  readonly value: Data | undefined;
  readonly path: string;
  /** Where the key stands, or where that cannot be told the whole value. */
  readonly keyRange: Range;
  /** `keyRange` is the key as it is written, without its quotes. */
  readonly exact: boolean;
  readonly version: string | undefined;
}

/** The keys of every such configuration of a project's vLLM servers and calls. */
export function vllmConfigEntries(context: RuleContext): ConfigEntry[] {
  return [
    ...engineRuns(context.project, context.options, 'vllm').flatMap((run) => [
      ...(run.called ? entriesOfCall(run) : entriesOfSettings(run, context.project.files)),
    ]),
    ...dottedEntries(context),
  ];
}

function entriesOfSettings(run: EngineRun, files: readonly SourceFile[]): ConfigEntry[] {
  return Object.entries(vllmConfigs.options).flatMap(([option, className]) => {
    const setting = run.settings.find(option.slice(2));
    if (!isObject(setting?.value) || setting?.origin.kind !== 'file') return [];
    const { path, range } = setting.origin;
    const text = files.find((file) => file.path === path)?.text.slice(range.start, range.end) ?? '';
    const place = (key: string) => placeOfKey(key, text, range);
    return entriesOf(setting.value, { option, className, path, version: run.version }, place);
  });
}

type Known = Pick<ConfigEntry, 'option' | 'className' | 'path' | 'version'>;
type Place = (key: string) => Pick<ConfigEntry, 'keyRange' | 'exact'>;

function entriesOf(value: Readonly<Record<string, Data>>, known: Known, place: Place): ConfigEntry[] {
  return Object.entries(value).flatMap(([key, item]) => {
    const entry = { ...known, key, value: item, ...place(key) };
    const inner = classWithin(known.className, key);
    return inner && isObject(item)
      ? [entry, ...entriesOf(item, { ...known, className: inner }, place)]
      : [entry];
  });
}

/** A key written once in the text of its value, in JSON, escaped or in YAML; else the whole value. */
function placeOfKey(key: string, text: string, range: Range): Pick<ConfigEntry, 'keyRange' | 'exact'> {
  if (!/^\w+$/.test(key)) return { keyRange: range, exact: false };
  const found = [...text.matchAll(new RegExp(`(?<![\\w-])${key}(?=\\\\?["']?\\s*:)`, 'g'))];
  if (found.length !== 1) return { keyRange: range, exact: false };
  const start = range.start + found[0]!.index;
  return { keyRange: { start, end: start + key.length }, exact: true };
}

/** Dictionaries are read entry by entry, for one value that is unknown says nothing of the others' keys. */
function entriesOfCall({ called, version, file: { path } }: EngineRun): ConfigEntry[] {
  if (!called) return [];
  return Object.entries(vllmConfigs.options).flatMap(([option, className]) => {
    const value = argumentOf(called.call, option.slice(2).replaceAll('-', '_'));
    return value ? entriesOfValue(value, { option, className, path, version }) : [];
  });
}

function entriesOfValue(value: PythonValue, known: Known): ConfigEntry[] {
  if (value.kind !== 'dict') return [];
  return value.entries.flatMap(({ key, value: item }) => {
    if (key.kind !== 'literal' || typeof key.value !== 'string') return [];
    const keyRange = { start: key.range.start + 1, end: key.range.end - 1 };
    const exact = keyRange.end - keyRange.start === key.value.length;
    const entry = {
      ...known,
      key: key.value,
      value: plain(item),
      keyRange: exact ? keyRange : key.range,
      exact,
    };
    const inner = classWithin(known.className, key.value);
    return inner ? [entry, ...entriesOfValue(item, { ...known, className: inner })] : [entry];
  });
}

/** A value whose type is plain; lists and dictionaries only as such. */
function plain(value: PythonValue): Data | undefined {
  if (value.kind === 'literal') return value.value;
  if (value.kind === 'list') return [];
  return value.kind === 'dict' ? {} : undefined;
}

/** `--speculative-config.method ngram` */
function dottedEntries(context: RuleContext): ConfigEntry[] {
  return toolCalls(context.project, context.options, [vllmServe]).flatMap(({ flags, located, version }) =>
    flags.flatMap(({ written, range, values }): ConfigEntry[] => {
      const [option, ...keys] = written.split('.');
      const key = keys.at(-1)?.replaceAll('-', '_');
      const resolved = resolveFlag(vllmServeFlags, option!, undefined);
      if (key === undefined || key.endsWith('+') || resolved.kind !== 'exact') return [];
      let className = vllmConfigs.options[resolved.flag.name];
      for (const outer of keys.slice(0, -1))
        className = className && classWithin(className, outer.replaceAll('-', '_'));
      if (!className) return [];
      const exact = range.end - range.start === written.length;
      const keyRange = exact ? { start: range.end - key.length, end: range.end } : range;
      const value = values[0]?.text === undefined ? undefined : parsed(values[0].text);
      return [
        {
          option: resolved.flag.name,
          className,
          key,
          value,
          path: located.file.path,
          keyRange,
          exact,
          version,
        },
      ];
    }),
  );
}

const classWithin = (className: string, key: string): string | undefined =>
  vllmConfigs.classes[className]
    ?.find(({ name }) => name === key)
    ?.periods.find((period) => period.class !== undefined)?.class;

const isObject = (value: Data | undefined): value is Readonly<Record<string, Data>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): Data {
  try {
    return JSON.parse(text) as Data;
  } catch {
    return text;
  }
}
