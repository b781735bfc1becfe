import flags from './data/flags-sglang-defaults.json' with { type: 'json' };
import data from './data/sglang-defaults.json' with { type: 'json' };
import type { FlagTable } from './flag-table.ts';
import { compareVersions } from './version.ts';
import type { EngineDefault } from './versioned-default.ts';

/** The few options of the server whose defaults a deployment takes on, out of its whole table. */
export const sglangDefaultFlags = flags as unknown as FlagTable;

interface Bucket {
  readonly belowGib?: number;
  readonly chunkedPrefillSize: number;
  readonly graphSequences: number;
  readonly graphSequencesFromTp4: number;
}

const mib = 2 ** 20;
const gib = 2 ** 30;

/**
 * How many tokens SGLang takes into one prefill step, by the memory of the GPU. Undefined for releases older than 0.5.4,
 * which chose otherwise; certain only for the release that was read.
 */
export function sglangChunkedPrefillSize(
  version: string,
  memoryBytes: number,
): EngineDefault<number> | undefined {
  const bucket = bucketFor(version, memoryBytes);
  return bucket && { value: bucket.chunkedPrefillSize, source: data.source, certain: isRead(version) };
}

/**
 * `mem_fraction_static`: the share of GPU memory for weights and KV cache together. What is left covers the activations
 * of a prefill step, CUDA graphs and the parallel ranks. From 0.5.16 on it may be measured after capture instead.
 */
export function sglangMemoryFraction(
  version: string,
  memoryBytes: number,
  { chunkedPrefillSize, ranks, tensor }: { chunkedPrefillSize: number; ranks: number; tensor: number },
): EngineDefault<number> | undefined {
  const bucket = bucketFor(version, memoryBytes);
  if (!bucket) return undefined;
  const { reserve } = data;
  const graphs = tensor < 4 ? bucket.graphSequences : bucket.graphSequencesFromTp4;
  const wanted =
    reserve.base +
    reserve.perChunkToken * Math.max(chunkedPrefillSize, reserve.leastChunk) +
    reserve.perGraphSequence * graphs +
    reserve.perRank * ranks;
  const memory = memoryBytes / mib;
  const reserved = memoryBytes > reserve.leastAboveGib * gib ? Math.max(wanted, reserve.least) : wanted;
  return {
    value: Math.round(((memory - reserved) / memory) * 1000) / 1000,
    source: data.source,
    certain: compareVersions(version, '0.5.16') < 0 && isRead(version),
  };
}

/** The largest batch that SGLang captures a CUDA graph of (`cuda_graph_max_bs`). */
export function sglangGraphSequences(
  version: string,
  memoryBytes: number,
  tensor: number,
): EngineDefault<number> | undefined {
  const bucket = bucketFor(version, memoryBytes);
  if (!bucket) return undefined;
  const value = tensor < 4 ? bucket.graphSequences : bucket.graphSequencesFromTp4;
  return { value, source: data.source, certain: isRead(version) };
}

function bucketFor(version: string, memoryBytes: number): Bucket | undefined {
  if (compareVersions(version, data.from) < 0) return undefined;
  return (data.buckets as readonly Bucket[]).find(
    ({ belowGib }) => belowGib === undefined || memoryBytes < belowGib * gib,
  );
}

const isRead = (version: string): boolean => compareVersions(version, data.readAt) === 0;
