import { visibleMemory } from '../../catalog/memory.ts';
import type { EngineSpec } from '../spec.ts';
import type { MemoryItem } from './breakdown.ts';
import { type Buffer, gibibytes, item } from './buffer.ts';
import { recurrentStates } from './recurrent-states.ts';
import { draftBytes, weightBytes } from './weights.ts';

/** How one engine instance uses a rank's memory: everything but the KV cache, and the KV cache's bytes and why. */
export interface InstanceMemory {
  /** What the engine's rule for the KV cache subtracts. */
  readonly items: readonly MemoryItem[];
  /** What is there too, though the rule does not count it. */
  readonly beside: readonly MemoryItem[];
  /** Bytes that the engine's rule gives the KV cache; negative where the rest does not fit. */
  readonly kvBytes: number;
  readonly kvFormula: string;
  readonly kvSource: string;
}

export function weightItems(spec: EngineSpec): MemoryItem[] {
  return [
    ...item('weights', `Weights (${spec.weights})`, weightBytes(spec)),
    ...item('weights', `Draft model (${spec.draft?.weights})`, draftBytes(spec)),
    ...item('runtime-buffers', 'States of linear attention', recurrentStates(spec)),
  ];
}

/** What a process cannot see of the card. */
export function driverReserve(spec: EngineSpec): Buffer | undefined {
  const { bytes, source } = visibleMemory(spec.gpu);
  const reserved = spec.gpu.memoryBytes - bytes;
  return reserved > 0
    ? {
        bytes: reserved,
        formula: `${gibibytes(spec.gpu.memoryBytes)} of the card − ${gibibytes(bytes)} that a process sees`,
        source,
      }
    : undefined;
}

/**
 * A buffer that the engine fills after it has allocated the KV cache: in the room that is left, and beyond that where
 * the profiled activations would be, which are not live then.
 */
export function intoRoom(buffer: Buffer | undefined, room: number): Buffer | undefined {
  if (!buffer || buffer.bytes <= room) return buffer;
  return {
    ...buffer,
    bytes: Math.max(0, room),
    formula: `${buffer.formula} = ${gibibytes(buffer.bytes)}, of which this is outside the activations' reserve`,
  };
}
