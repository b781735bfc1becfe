import { attentionWindow, keptTokens } from '../model/attention-window.ts';
import type { EngineSpec } from '../spec.ts';
import type { MemoryBreakdown, MemoryItem } from './breakdown.ts';
import { kvBytesFormula, kvBytesPerToken } from './kv-cache.ts';
import { blocksOf, type InstanceMemory, instanceMemories } from './pools.ts';

/** Blocks that a sequence of so many tokens holds. */
export function blocksFor(spec: EngineSpec, tokens: number): number {
  return Math.ceil(keptTokens(tokens, attentionWindow(spec.model)) / spec.blockTokens);
}

/** KV blocks of each instance, in the order in which they load. */
export function kvBlocksOfInstances(spec: EngineSpec): number[] {
  return instanceMemories(spec).map((memory) => blocksOf(spec, memory).blocks);
}

/**
 * Where every byte of the fullest GPU goes. `longestRequest` and `maxConcurrentLongest` are those of one instance,
 * the one with least KV cache; bytes and tokens are summed over instances.
 */
export function memoryOf(spec: EngineSpec): MemoryBreakdown {
  const memories = instanceMemories(spec);
  const pools = memories.map((memory) => blocksOf(spec, memory));
  const kvBytes = pools.reduce((total, pool) => total + pool.bytes, 0);
  const blocks = pools.reduce((total, pool) => total + pool.blocks, 0);
  const leastBlocks = Math.min(...pools.map((pool) => pool.blocks));
  const perToken = kvBytesPerToken(spec);
  const merged = merge(memories);
  const items: MemoryItem[] = [
    ...merged,
    {
      id: 'kv-cache',
      label: `KV cache (${spec.kvFormat})`,
      bytes: kvBytes,
      formula: `${memories.map((memory) => memory.kvFormula).join('; ')}: ${blocks} blocks × ${spec.blockTokens} tokens × ${perToken} B (${kvBytesFormula(spec)})`,
      source: memories[0]?.kvSource ?? '',
    },
  ];
  const used = items.reduce((total, item) => total + item.bytes, 0);
  const free = spec.gpu.memoryBytes - used;
  const longestBlocks = blocksFor(spec, spec.maxSeqLen);
  const shortfall = Math.min(free, ...memories.map((memory) => memory.kvBytes));
  const problem = problemOf(spec, shortfall, leastBlocks, longestBlocks);
  const bytesOf = (id: MemoryItem['id']): number =>
    merged.filter((item) => item.id === id).reduce((total, item) => total + item.bytes, 0);
  const weightsBytes = bytesOf('weights');
  const activationBytes = bytesOf('activations');
  return {
    gpuBytes: spec.gpu.memoryBytes,
    items,
    weightsBytes,
    kvCacheBytes: kvBytes,
    kvCacheTokens: blocks * spec.blockTokens,
    kvBytesPerToken: perToken,
    kvBlocks: blocks,
    activationBytes,
    otherBytes: used - kvBytes - weightsBytes - activationBytes,
    freeBytes: shortfall < 0 ? Math.min(free, shortfall) : free,
    fits: problem === undefined,
    ...(problem === undefined ? {} : { problem }),
    longestRequest:
      leastBlocks >= longestBlocks
        ? spec.maxSeqLen
        : Math.min(spec.maxSeqLen, leastBlocks * spec.blockTokens),
    maxConcurrentLongest: longestBlocks > 0 ? Math.floor(leastBlocks / longestBlocks) : 0,
  };
}

/** Several instances each have the same items: one row each, with the count in the arithmetic. */
function merge(memories: readonly InstanceMemory[]): MemoryItem[] {
  const [first] = memories;
  if (!first) return [];
  const items = [...first.items, ...first.late];
  const count = memories.length;
  if (count === 1) return items;
  return items.map((item) => ({
    ...item,
    bytes: item.bytes * count,
    formula: `${count} instances × (${item.formula})`,
  }));
}

function problemOf(
  spec: EngineSpec,
  shortfall: number,
  blocks: number,
  longestBlocks: number,
): string | undefined {
  if (shortfall < 0) {
    const missing = (-shortfall / 2 ** 30).toFixed(1);
    return `${spec.instances > 1 ? `${spec.instances} instances need` : 'weights and buffers need'} ${missing} GiB more than one ${spec.gpu.name} has`;
  }
  if (blocks < longestBlocks) {
    return `the KV cache holds ${blocks * spec.blockTokens} tokens, one request may have ${spec.maxSeqLen}`;
  }
  return undefined;
}
