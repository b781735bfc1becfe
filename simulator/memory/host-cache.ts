import type { Gpu } from '../../catalog/types.ts';
import type { EngineSpec } from '../spec.ts';
import { kvLayout } from './kv-layout.ts';

/** Bytes a second of 16 lanes of PCI Express 3.0, 8 GT/s each with 128 of 130 bits for data; each generation has twice that. */
const thirdGeneration = (16 * 8e9 * (128 / 130)) / 8;

/** Bytes a second between host and GPU; undefined where the catalogue does not say how they are joined. */
export function hostBandwidth({ pcieGeneration }: Gpu): number | undefined {
  return pcieGeneration === undefined ? undefined : thirdGeneration * 2 ** (pcieGeneration - 3);
}

/** KV blocks of one rank in the host's memory, and seconds in which one is fetched; 0 blocks where there are none. */
export function hostCache(spec: EngineSpec): { readonly blocks: number; readonly secondsPerBlock: number } {
  const { blockBytes } = kvLayout(spec);
  const bandwidth = hostBandwidth(spec.gpu);
  return {
    blocks: Math.floor((spec.hostCacheBytes ?? 0) / blockBytes),
    secondsPerBlock: bandwidth === undefined ? 0 : blockBytes / bandwidth,
  };
}
