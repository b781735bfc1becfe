import data from './data/vllm-attention.json' with { type: 'json' };
import type { Source } from './types.ts';
import { compareVersions } from './version.ts';

/** What an attention back end of vLLM runs with. Ranges of compute capability have both ends included. */
export interface VllmAttentionBackend {
  readonly name: string;
  /** For latent attention (MLA), and only for it. */
  readonly latent: boolean;
  readonly sm: readonly [number, number];
  /** The only sizes of a head; absent where any will do. */
  readonly headSizes?: readonly number[];
  /** Which types of 8 bits it reads a KV cache in, and where; absent where that was not read. */
  readonly eightBits?: readonly {
    readonly types: readonly string[];
    readonly sm: readonly [number, number];
  }[];
}

export interface VllmAttention {
  readonly source: Source;
  readonly from: string;
  /** The last release that was read. */
  readonly through: string;
  readonly backends: readonly VllmAttentionBackend[];
}

const { from, through, backends } = data as unknown as VllmAttention;

/** Whether a release is one whose back ends were read. */
export const knowsVllmAttention = (version: string): boolean =>
  compareVersions(version, from) >= 0 && compareVersions(version, through) <= 0;

/** A back end by the name of the option or of the variable, which once ended in the engine's. */
export function vllmAttentionBackend(name: string): VllmAttentionBackend | undefined {
  const known = name.toUpperCase().replace(/_VLLM_V1$/, '');
  return backends.find((each) => each.name === known);
}

/** Whether a back end reads a KV cache in a type of 8 bits on a GPU; undefined where that was not read. */
export function readsKvCache(
  { eightBits }: VllmAttentionBackend,
  type: string,
  sm: number,
): boolean | undefined {
  return eightBits?.some((each) => each.types.includes(type) && each.sm[0] <= sm && sm <= each.sm[1]);
}
