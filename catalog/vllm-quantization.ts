import data from './data/vllm-quantization.json' with { type: 'json' };
import type { Source } from './types.ts';
import { compareVersions } from './version.ts';

export interface VllmQuantizationPeriod {
  /** Releases that were read, both included. */
  readonly from: string;
  readonly to: string;
  /** The lowest compute capability as a number: 8.9 is 89. */
  readonly minSm: number;
  /** What `--dtype` may be; absent where the class does not say. */
  readonly types?: readonly string[];
}

export interface VllmQuantization {
  readonly source: Source;
  readonly methods: readonly {
    readonly name: string;
    readonly periods: readonly VllmQuantizationPeriod[];
  }[];
}

const { methods } = data as VllmQuantization;

/**
 * What a release asks for a method: one statement, or two where the release lies between two that differ. Every one
 * that was read where the release is unknown; none for releases before and after those that were read.
 */
export function vllmMethodPeriods(
  method: string,
  version: string | undefined,
): readonly VllmQuantizationPeriod[] {
  const periods = methods.find(({ name }) => name === method)?.periods ?? [];
  if (version === undefined) return periods;
  const begun = periods.findLast(({ from }) => compareVersions(from, version) <= 0);
  const open = periods.find(({ to }) => compareVersions(version, to) <= 0);
  return begun && open ? [...new Set([begun, open])] : [];
}
