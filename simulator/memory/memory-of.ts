import type { EngineSpec } from '../spec.ts';
import type { MemoryBreakdown, MemoryItem } from './breakdown.ts';
import { item, sum } from './buffer.ts';
import { driverReserve, type InstanceMemory } from './instance.ts';
import { kvBytesPerToken } from './kv-cache.ts';
import { type KvLayout, kvLayout } from './kv-layout.ts';
import { poolsOf } from './pools.ts';

/**
 * KV blocks of each instance, in the order in which they load: of `blockTokens` tokens each, as many as hold the
 * tokens that the engine says its cache has.
 */
export function kvBlocksOfInstances(spec: EngineSpec): number[] {
  const layout = kvLayout(spec);
  return poolsOf(spec, layout).map(({ blocks }) => Math.floor(layout.tokensIn(blocks) / spec.blockTokens));
}

/** How many requests of so many tokens one instance's KV cache holds at once. */
export function concurrencyAt(spec: EngineSpec, tokens: number): number {
  const layout = kvLayout(spec);
  const least = Math.min(...poolsOf(spec, layout).map(({ blocks }) => blocks));
  return tokens > 0 ? Math.floor(least / layout.blocksFor(tokens)) : 0;
}

/**
 * Where every byte of the fullest GPU goes. `longestRequest` and `maxConcurrentLongest` are those of one instance,
 * the one with least KV cache; bytes and tokens are summed over instances.
 */
export function memoryOf(spec: EngineSpec): MemoryBreakdown {
  const layout = kvLayout(spec);
  const pools = poolsOf(spec, layout);
  const memories = pools.map(({ memory }) => memory);
  const blocks = pools.reduce((total, pool) => total + pool.blocks, 0);
  const leastBlocks = Math.min(...pools.map((pool) => pool.blocks));
  const tokens = pools.reduce((total, pool) => total + layout.tokensIn(pool.blocks), 0);
  const kvBytes = blocks * layout.blockBytes;
  const merged = merge(memories);
  const items: MemoryItem[] = [
    ...item('reserved', 'Kept by the driver', driverReserve(spec)),
    ...merged,
    {
      id: 'kv-cache',
      label: `KV cache (${spec.kvFormat})`,
      bytes: kvBytes,
      formula: `${memories.map((memory) => memory.kvFormula).join('; ')}: ${blocks} blocks × ${layout.blockBytes} B (${layout.formula})`,
      source: memories[0]?.kvSource ?? '',
    },
  ];
  const used = sum(items);
  const free = spec.gpu.memoryBytes - used;
  const shortfall = Math.min(free, ...memories.map((memory) => memory.kvBytes));
  const longestRequest = longestOf(spec, layout, leastBlocks);
  const problem = problemOf(spec, shortfall, longestRequest);
  const bytesOf = (id: MemoryItem['id']): number => sum(merged.filter((each) => each.id === id));
  const weightsBytes = bytesOf('weights');
  const activationBytes = bytesOf('activations');
  return {
    gpuBytes: spec.gpu.memoryBytes,
    items,
    weightsBytes,
    kvCacheBytes: kvBytes,
    kvCacheTokens: tokens,
    kvBytesPerToken: kvBytesPerToken(spec),
    kvBlocks: blocks,
    activationBytes,
    otherBytes: used - kvBytes - weightsBytes - activationBytes,
    freeBytes: shortfall < 0 ? Math.min(free, shortfall) : free,
    fits: problem === undefined,
    ...(problem === undefined ? {} : { problem }),
    longestRequest,
    maxConcurrentLongest: spec.maxSeqLen > 0 ? Math.floor(leastBlocks / layout.blocksFor(spec.maxSeqLen)) : 0,
  };
}

/** The longest request that so many blocks hold, by bisection: blocks never become fewer with length. */
function longestOf(spec: EngineSpec, layout: KvLayout, blocks: number): number {
  if (layout.blocksFor(spec.maxSeqLen) <= blocks) return spec.maxSeqLen;
  let fits = 0;
  let tooLong = spec.maxSeqLen;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (layout.blocksFor(middle) <= blocks) fits = middle;
    else tooLong = middle;
  }
  return fits;
}

/** Several instances each have the same items: one row each, with the count in the arithmetic. */
function merge(memories: readonly InstanceMemory[]): MemoryItem[] {
  const [first] = memories;
  if (!first) return [];
  const items = [...first.items, ...first.beside];
  const count = memories.length;
  if (count === 1) return items;
  return items.map((each) => ({
    ...each,
    bytes: each.bytes * count,
    formula: `${count} instances × (${each.formula})`,
  }));
}

function problemOf(spec: EngineSpec, shortfall: number, longest: number): string | undefined {
  if (shortfall < 0) {
    const missing = (-shortfall / 2 ** 30).toFixed(1);
    return `${spec.instances > 1 ? `${spec.instances} instances need` : 'weights and buffers need'} ${missing} GiB more than one ${spec.gpu.name} has`;
  }
  if (longest < spec.maxSeqLen) {
    return `the KV cache holds ${longest} tokens, one request may have ${spec.maxSeqLen}`;
  }
  return undefined;
}
