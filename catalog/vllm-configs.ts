import data from './data/vllm-configs.json' with { type: 'json' };
import type { Source } from './types.ts';
import { compareVersions } from './version.ts';

export interface VllmConfigShape {
  /** What the key takes; `any` where the class does not say it in a word. */
  readonly type: 'int' | 'float' | 'bool' | 'string' | 'list' | 'object' | 'enum' | 'any';
  readonly choices?: readonly (string | number)[];
  /** The class of an object, where its keys are known. */
  readonly class?: string;
}

export interface VllmConfigKey {
  readonly name: string;
  /** `from` and `to` are releases that were read, both included. */
  readonly periods: readonly (VllmConfigShape & { readonly from: string; readonly to: string })[];
}

/** The configuration classes of vLLM that options take as JSON. */
export interface VllmConfigs {
  readonly source: Source;
  /** Releases whose classes were read, oldest first. */
  readonly versions: readonly string[];
  /** The class of each option. */
  readonly options: Readonly<Record<string, string>>;
  readonly classes: Readonly<Record<string, readonly VllmConfigKey[]>>;
}

export const vllmConfigs = data as unknown as VllmConfigs;

/**
 * The releases that speak for one: itself where it was read, else those around it; all where it is unknown. None before
 * the first release that has the class and after the last one that was read.
 */
export function readReleases(name: string, version: string | undefined): readonly string[] {
  const keys = vllmConfigs.classes[name] ?? [];
  const known = vllmConfigs.versions.filter((each) => keys.some((key) => shapeAt(key, each)));
  if (version === undefined || known.length === 0) return known;
  const before = known.findLast((each) => compareVersions(each, version) <= 0);
  const after = known.find((each) => compareVersions(each, version) >= 0);
  return before === undefined || after === undefined ? [] : [...new Set([before, after])];
}

/** A key as a release that was read has it; undefined where it has none. */
export const shapeAt = ({ periods }: VllmConfigKey, version: string): VllmConfigShape | undefined =>
  periods.find(({ from, to }) => compareVersions(from, version) <= 0 && compareVersions(version, to) <= 0);
