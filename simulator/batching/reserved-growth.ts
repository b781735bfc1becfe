import { blocksFor } from './limits.ts';
import { BlockPool, OnDemandCapacity } from './on-demand-capacity.ts';
import type { Limits } from './scheduler.ts';

/**
 * GUARANTEED_NO_EVICT where blocks are reused: a request reserves its blocks to completion, but takes each only when
 * it needs it, and until then it may hold a prefix that somebody finds (capacityScheduler.cpp,
 * GuaranteedNoEvictScheduler, with KVCacheManager::getRemainingBlocksToCompletion: blocks that a prompt will find are
 * not taken off what it needs).
 */
export class ReservedGrowth extends OnDemandCapacity {
  private readonly bounds: Limits;

  constructor(limits: Limits, pool = new BlockPool()) {
    super(limits, pool);
    this.bounds = limits;
  }

  override get usedBlocks(): number {
    return this.heldBlocks + this.pool.reserved;
  }

  override blocksOf(_held: number, longest: number): number {
    return blocksFor(this.bounds, longest);
  }

  override admits(held: number, longest: number, ahead = 0): boolean {
    return this.usedBlocks + ahead + this.blocksOf(held, longest) <= this.bounds.blocks;
  }

  override start(held: number, longest: number): void {
    super.start(held);
    this.pool.reserved += blocksFor(this.bounds, longest) - blocksFor(this.bounds, held);
  }

  override extend(from: number, to: number): void {
    super.extend(from, to);
    this.pool.reserved -= blocksFor(this.bounds, to) - blocksFor(this.bounds, from);
  }

  override release(held: number, longest: number, decoding: boolean, tick: number): void {
    super.release(held, longest, decoding, tick);
    this.pool.reserved -= blocksFor(this.bounds, longest) - blocksFor(this.bounds, held);
  }

  override grow(steps: number, tick: number): void {
    const before = this.heldBlocks;
    super.grow(steps, tick);
    this.pool.reserved -= this.heldBlocks - before;
  }

  override allowsStep(): boolean {
    return true;
  }

  override stepsLeft(_tick: number, most: number): number {
    return most;
  }
}
