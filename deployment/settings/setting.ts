import type { Origin } from '../traced.ts';

/** Plain data, as JSON has it. */
export type Data = string | number | boolean | null | readonly Data[] | { readonly [key: string]: Data };

/** A setting that somebody gives. */
export interface Setting {
  /** Undefined where it depends on something unknown, such as a variable. */
  readonly value: Data | undefined;
  readonly origin: Origin;
}

/**
 * Settings by name, wherever they are written: flags, variables, a YAML file, the arguments of a Python call. `-` and `_`
 * are the same; `a.b` is the key `b` of the setting `a`.
 */
export interface SettingSource {
  /** What is given under any of the names; undefined where none of them is. */
  find(...names: readonly string[]): Setting | undefined;
}

/** Several sources as one: what an earlier one gives stands before what a later one does. */
export const layered = (...sources: readonly (SettingSource | undefined)[]): SettingSource => ({
  find: (...names) => {
    for (const source of sources) {
      const setting = source?.find(...names);
      if (setting) return setting;
    }
    return undefined;
  },
});

/** How names are compared. */
export const foldName = (name: string): string => name.replace(/^--?/, '').replaceAll('_', '-').toLowerCase();

/** The data under a path of keys, whichever of `-` and `_` they are written with; and the keys as they are written. */
export function dig(
  data: Data | undefined,
  keys: readonly string[],
): { readonly value: Data; readonly path: readonly string[] } | undefined {
  let value = data;
  const path: string[] = [];
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const found = Object.keys(value).find((each) => foldName(each) === foldName(key));
    if (found === undefined) return undefined;
    value = (value as Readonly<Record<string, Data>>)[found];
    path.push(found);
  }
  return value === undefined ? undefined : { value, path };
}
