import data from './data/cuda-graphs.json' with { type: 'json' };
import type { Source } from './types.ts';
import { compareVersions } from './version.ts';

/** A list of batch sizes up to a largest one. */
export interface SizeGrid {
  readonly sizes: readonly number[];
  /** From, to and by how much. */
  readonly each: readonly (readonly number[])[];
  /** Then powers of two from 256 on, below the logarithm of the largest rounded so. */
  readonly doubling?: 'floor' | 'ceil';
  /** Or then every so many. */
  readonly beyond?: number;
}

/** For which batches of decode-only steps an engine captures CUDA graphs where nobody says so. */
export interface CapturedGraphs {
  readonly engine: string;
  readonly until?: string;
  /** A batch between two sizes runs at the next one; otherwise only at its own. */
  readonly padding: boolean;
  readonly largest?: number;
  readonly largestByComputeCapability10?: number;
  /** The largest is also at most so many times the most sequences. */
  readonly perSequence?: number;
  /** Where batches are not padded, and where they are. */
  readonly exact?: SizeGrid;
  readonly padded: SizeGrid;
  readonly source: Source;
}

/** What a release captures; the newest's where none is named, and undefined for engines that were not read. */
export function capturedBy(engine: string, version: string | undefined): CapturedGraphs | undefined {
  return (data.engines as readonly CapturedGraphs[]).find(
    (each) =>
      each.engine === engine &&
      (each.until === undefined || (version !== undefined && compareVersions(version, each.until) < 0)),
  );
}

/**
 * The sizes of a grid, ascending. TensorRT-LLM's ends with the largest itself, whatever it is (`largestToo`).
 */
export function sizesUpTo(grid: SizeGrid, largest: number, largestToo: boolean): number[] {
  const sizes = new Set(grid.sizes);
  for (const [from, to, by] of grid.each) for (let size = from!; size <= to!; size += by!) sizes.add(size);
  if (grid.doubling) {
    const end = Math[grid.doubling](Math.log2(largest));
    for (let power = 8; power < end; power++) sizes.add(2 ** power);
  }
  if (grid.beyond) {
    const step = grid.beyond;
    for (let size = Math.max(...sizes) + step; size <= largest; size += step) sizes.add(size);
  }
  if (largestToo) sizes.add(largest);
  return [...sizes].filter((size) => size <= largest).sort((left, right) => left - right);
}
