import { readNumber } from '../command-flags.ts';
import type { DeploymentParts } from '../parts.ts';
import type { Traced } from '../traced.ts';
import type { Data, Setting, SettingSource } from './setting.ts';

/** Said of a value that leaves the choice to the engine, such as `auto`. */
export const left = Symbol('left to the engine');

/** What a value means: undefined where that cannot be told. */
export type Reading<T> = (value: Data) => T | typeof left | undefined;

/** Which settings decide a leaf of a Deployment, and how their values are read. */
export interface Leaf {
  /** `section.leaf` */
  readonly at: string;
  readonly read: Reading<unknown>;
  readonly names: readonly string[];
}

export const leaf = (at: string, read: Reading<unknown>, ...names: readonly string[]): Leaf => ({
  at,
  read,
  names,
});

/**
 * The leaves that a source decides. What is given but cannot be read is listed as undetermined, so that no default takes
 * its place. `open`: more may be set where it cannot be seen, so that nothing that is absent is surely the default.
 */
export function readLeaves(source: SettingSource, leaves: readonly Leaf[], open = false): DeploymentParts {
  const parts: Record<string, Record<string, Traced<unknown>>> = {};
  const undetermined: string[] = [];
  for (const { at, read, names } of leaves) {
    const setting = source.find(...names);
    const value = setting && readSetting(setting, read);
    if (value === left) continue;
    if (value !== undefined && setting) {
      const [section, name] = at.split('.') as [string, string];
      parts[section] = { ...parts[section], [name]: { value, origin: setting.origin } };
    } else if (setting || open) undetermined.push(at);
  }
  return { ...parts, ...(undetermined.length > 0 && { undetermined }) } as DeploymentParts;
}

/** A setting as it is read; a null leaves the choice to the engine everywhere. */
export function readSetting<T>(setting: Setting, read: Reading<T>): T | typeof left | undefined {
  if (setting.value === undefined) return undefined;
  return setting.value === null ? left : read(setting.value);
}

/** What a source gives under any of the names, with its place; undefined where it is absent, unreadable or left open. */
export function traced<T>(
  source: SettingSource,
  read: Reading<T>,
  ...names: readonly string[]
): Traced<T> | undefined {
  const setting = source.find(...names);
  const value = setting && readSetting(setting, read);
  return setting && value !== undefined && value !== left
    ? { value: value as T, origin: setting.origin }
    : undefined;
}

export const text: Reading<string> = (value) =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A number, or a text that is one, with the suffixes that vLLM takes. */
export const number: Reading<number> = (value) =>
  typeof value === 'number' ? value : typeof value === 'string' ? readNumber(value) : undefined;

/** A number above 0; what is not says that the engine chooses, as `-1` and `0` do for most limits. */
export const limit: Reading<number> = (value) => {
  const read = number(value);
  return typeof read === 'number' && read <= 0 ? left : read;
};

/** The spellings that YAML, JSON, Python, argparse and clap know between them. */
export const boolean: Reading<boolean> = (value) => {
  if (typeof value === 'boolean') return value;
  if (value === 1 || (typeof value === 'string' && /^(true|1|yes|on|enable)$/i.test(value))) return true;
  if (value === 0 || (typeof value === 'string' && /^(false|0|no|off|disable)$/i.test(value))) return false;
  return undefined;
};

export const not: Reading<boolean> = (value) => {
  const read = boolean(value);
  return typeof read === 'boolean' ? !read : read;
};

/** A word out of a table, whatever its case; the last part of a dotted name, such as `QuantAlgo.FP8`. */
export const oneOf =
  <T>(table: Readonly<Record<string, T | typeof left>>): Reading<T> =>
  (value) => {
    if (typeof value !== 'string') return undefined;
    const word = value.slice(value.lastIndexOf('.') + 1).toLowerCase();
    return Object.hasOwn(table, word) ? table[word] : undefined;
  };
