import type { Constant } from '../../catalog/calibration.ts';
import type { MemoryItem } from './breakdown.ts';

/** A use of memory: bytes with their arithmetic. */
export interface Buffer {
  readonly bytes: number;
  readonly formula: string;
  readonly source: string;
}

export const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;

export const sum = (items: readonly { readonly bytes: number }[]): number =>
  items.reduce((total, item) => total + item.bytes, 0);

/** An item of the breakdown; none where there is no buffer. */
export function item(id: MemoryItem['id'], label: string, buffer: Buffer | undefined): MemoryItem[] {
  return buffer ? [{ id, label, ...buffer }] : [];
}

/** A size that was measured as it is. */
export function measured({ value, source }: Constant, when = ''): Buffer {
  return { bytes: value, formula: `${gibibytes(value)}${when}`, source };
}
