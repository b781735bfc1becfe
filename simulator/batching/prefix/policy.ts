import { known } from '../../../deployment/known.ts';
import type { ArrivalQueue } from '../../engine/arrival-queue.ts';
import { isTensorrt, isV1 } from '../../memory/engine-kind.ts';
import { hostCache } from '../../memory/host-cache.ts';
import { versionAtLeast } from '../../model/version.ts';
import type { EngineSpec } from '../../spec.ts';
import { type RetentionWishes, retentionRanges } from '../../workload/retention.ts';
import type { Limits } from '../scheduler.ts';
import { PrefixCache, type PrefixCacheOptions } from './prefix-cache.ts';
import { PrefixReuse, type StoredAt } from './prefix-reuse.ts';
import type { RetentionOptions } from './retention-classes.ts';

interface PrefixPolicy extends Omit<PrefixCacheOptions, 'blockTokens' | 'blocks' | 'hostBlocks'> {
  readonly storedAt: StoredAt;
  /** A prompt waits while another computes the block that it lacks first. */
  readonly waits: boolean;
}

/**
 * How an engine reuses the blocks of prefixes; undefined where that is not simulated.
 *
 * - vLLM V1 (v1/core/kv_cache_manager.py, `allocate_slots`; block_pool.py, `cache_full_blocks`, `free_blocks`): blocks
 *   are found as soon as they are scheduled, and like blocks are not joined. Blocks without a hash are put in front of
 *   the free queue since 2026 (not yet in 0.15; in the main branch of August), before that behind all others.
 * - vLLM V0 from 0.4 on (core/block/prefix_caching_block.py): blocks are found when they are computed, like blocks are joined
 *   (`promote_to_immutable_block`), and those without a hash are taken first.
 * - SGLang (mem_cache/radix_cache.py): `cache_unfinished_req` after each chunk, `cache_finished_req`, which free what
 *   the tree has already; memory that holds nothing is taken before the tree is cut.
 * - TensorRT-LLM (batch_manager/kvCacheManager.cpp, `storeContextBlocks`, `storeBlocks`, `loadOrAllocateBlocks`):
 *   blocks are found when the whole prompt is computed; like blocks stay what they are and are not stored. All blocks
 *   wait in one queue, or in one for each priority that requests ask for (evictionPolicy.cpp). Blocks that are not full,
 *   or only begin alike, are copied (`enable_partial_reuse`, the default); such a copy counts as the request's own.
 *   `beneficialToSkip` (capacityScheduler.cpp) holds prompts back.
 */
export function prefixPolicy(spec: EngineSpec): PrefixPolicy | undefined {
  if (spec.engine === 'vllm' && isV1(spec)) {
    return {
      storedAt: 'plan',
      duplicates: 'copy',
      emptyFirst: versionAtLeast(spec.engineVersion, 0, 16),
      partialBlocks: false,
      waits: false,
    };
  }
  if (spec.engine === 'sglang' || (spec.engine === 'vllm' && versionAtLeast(spec.engineVersion, 0, 4))) {
    return { storedAt: 'chunk', duplicates: 'merge', emptyFirst: true, partialBlocks: false, waits: false };
  }
  if (isTensorrt(spec)) {
    return {
      storedAt: 'context',
      duplicates: 'private',
      emptyFirst: false,
      partialBlocks: spec.batching.tensorrtLlm?.partialReuse ?? true,
      waits: spec.batching.policy !== 'static-batch',
    };
  }
  return undefined;
}

/**
 * The prefix cache of an engine instance; undefined where it has none, or none that could matter. With a window over
 * all layers blocks leave a sequence from its front, which no engine's cache is simulated for.
 */
export function prefixReuseOf(
  spec: EngineSpec,
  limits: Limits,
  queue: ArrivalQueue,
): PrefixReuse | undefined {
  const policy = spec.prefixCaching ? prefixPolicy(spec) : undefined;
  if (!policy || limits.keptTokens !== Number.POSITIVE_INFINITY || spec.maxBeamWidth > 1) return undefined;
  // Without anything in common only pre-empted requests find something: what they had themselves.
  const preempts = !isTensorrt(spec) || spec.batching.policy === 'max-utilization';
  if (!queue.sharesPrefixes && !preempts) return undefined;
  const { blockTokens, blocks } = limits;
  const { tensorrtLlm } = spec.batching;
  // Nothing is taken to the host that would not come back (kvCacheManager.cpp, `getFreeBlock`).
  const takes = isTensorrt(spec) && (tensorrtLlm?.onboards ?? true);
  const host = takes ? hostCache(spec) : { blocks: 0, secondsPerBlock: 0 };
  const retention = isTensorrt(spec) ? retentionOf(queue.retention, tensorrtLlm?.hostPriority) : undefined;
  const cache = new PrefixCache(queue.tree, queue.pool, {
    ...policy,
    blockTokens,
    blocks,
    hostBlocks: host.blocks,
    ...known('retention', retention),
  });
  return new PrefixReuse(cache, queue.pool, blocks, policy.storedAt, policy.waits, host.secondsPerBlock);
}

function retentionOf(
  wishes: RetentionWishes | undefined,
  hostPriority: number | undefined,
): RetentionOptions | undefined {
  if (!wishes && hostPriority === undefined) return undefined;
  return {
    ranges: wishes ? retentionRanges(wishes.retention, wishes.prefixTokens) : [],
    ...known('answer', wishes?.retention.answer),
    ...known('hostPriority', hostPriority),
  };
}
