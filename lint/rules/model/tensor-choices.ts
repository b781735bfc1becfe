import type { ModelArchitecture } from '../../../catalog/types.ts';
import { divisors } from '../../reading/model-splits.ts';

/** Nobody spreads one layer over more GPUs than stand in two hosts. */
const most = 16;

/** `1, 2, 4, 7 or 14`: the tensor parallel sizes that a model's heads and KV heads can be split into. */
export function tensorChoices({ heads, kvHeads, mla }: ModelArchitecture): string {
  const sizes = divisors(heads, most).filter((size) => mla || splitsKvHeads(kvHeads, size));
  return sizes.length < 2 ? `${sizes[0] ?? 1}` : `${sizes.slice(0, -1).join(', ')} or ${sizes.at(-1)}`;
}

/** KV heads are either dealt out evenly or copied evenly. */
export const splitsKvHeads = (kvHeads: number, ranks: number): boolean =>
  kvHeads % ranks === 0 || ranks % kvHeads === 0;
