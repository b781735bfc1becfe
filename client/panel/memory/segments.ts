import type { MemoryBreakdown, MemoryItem } from '../../../simulator/memory/breakdown.ts';

/** A stretch of the memory bar, in bytes from its left end. */
export interface Segment {
  readonly id: MemoryItem['id'] | 'free';
  readonly label: string;
  readonly bytes: number;
  readonly start: number;
  /** Of the GPU's memory, so that shares over 1 in sum say that it does not fit. */
  readonly share: number;
  readonly formula: string;
  readonly source: string;
}

export interface MemoryBar {
  readonly segments: readonly Segment[];
  /** The bar's right end: the GPU's memory, or more where more is asked for. */
  readonly end: number;
  readonly gpuBytes: number;
  /** Bytes past the GPU's memory; 0 where all fits. */
  readonly overflow: number;
}

/** Lays the items side by side in their order, and what is left of the GPU as free. */
export function memoryBar(memory: MemoryBreakdown): MemoryBar {
  const segments: Segment[] = [];
  let start = 0;
  for (const item of memory.items) {
    if (item.bytes <= 0) continue;
    segments.push({ ...item, start, share: item.bytes / memory.gpuBytes });
    start += item.bytes;
  }
  const overflow = Math.max(0, start - memory.gpuBytes);
  if (start < memory.gpuBytes) {
    const bytes = memory.gpuBytes - start;
    segments.push({
      id: 'free',
      label: 'Free',
      bytes,
      start,
      share: bytes / memory.gpuBytes,
      formula: 'GPU memory less everything beside it',
      source: '',
    });
  }
  return { segments, end: Math.max(memory.gpuBytes, start), gpuBytes: memory.gpuBytes, overflow };
}
