import data from './data/number-formats.json' with { type: 'json' };

interface StoredFormat {
  readonly bits: number;
  /** Bits that a group of so many numbers shares: scales and zero points. */
  readonly sharedBits?: number;
  readonly group?: number;
}

export type StoredFormatName = keyof typeof data.formats;

/** Bytes that one number takes, its share of scales and zero points included. */
export const bytesPerStoredNumber = Object.fromEntries(
  Object.entries<StoredFormat>(data.formats).map(([name, { bits, sharedBits = 0, group = 1 }]) => [
    name,
    (bits + sharedBits / group) / 8,
  ]),
) as Readonly<Record<StoredFormatName, number>>;
