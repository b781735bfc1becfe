import data from './data/sglang-quantization.json' with { type: 'json' };
import type { Source } from './types.ts';
import { compareVersions } from './version.ts';

export interface SglangQuantization {
  readonly source: Source;
  readonly methods: readonly {
    readonly name: string;
    /** The lowest compute capability as a number: 8.9 is 89. */
    readonly minSm: number;
    /** The last release that is known to ask for it. */
    readonly through?: string;
  }[];
}

const { methods } = data as SglangQuantization;

/** The lowest compute capability that SGLang takes a method on; undefined where a release may have none. */
export function sglangMinimum(method: string, version: string | undefined): number | undefined {
  const known = methods.find(({ name }) => name === method);
  if (known?.through === undefined) return known?.minSm;
  return version !== undefined && compareVersions(version, known.through) <= 0 ? known.minSm : undefined;
}
