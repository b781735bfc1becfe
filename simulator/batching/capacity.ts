import { blocksFor } from './limits.ts';
import type { Limits } from './scheduler.ts';

/** Which requests the KV cache has room for. Blocks are counted, not placed. */
export interface Capacity {
  /**
   * Room for a request that starts now with `held` tokens and may grow to `longest`?
   * @param ahead blocks promised to requests before it that do not start now
   */
  admits(held: number, longest: number, ahead?: number): boolean;
  /** Blocks that such a request takes when it starts. */
  blocksOf(held: number, longest: number): number;
  start(held: number, longest: number): void;
  /** A request whose prompt is not computed yet gets room for `to` tokens in place of `from`. */
  extend(from: number, to: number): void;
  /** The request's prompt is computed; from now on it grows by a token each step. */
  decodes(held: number, tick: number): void;
  /** The request stops growing but stays: its window is full. */
  stopsGrowing(held: number, tick: number): void;
  /** Gives back everything of a request that has `held` tokens. */
  release(held: number, longest: number, decoding: boolean, tick: number): void;
  /** All decoding requests grow by `steps` tokens. */
  grow(steps: number, tick: number): void;
  /** Are the free blocks enough for the next decode step, and for `more` besides? */
  allowsStep(tick: number, more?: number): boolean;
  /** Blocks that the decoding requests take in so many steps. */
  taken(steps: number, tick: number): number;
  /** How many decode steps the free blocks are enough for, of `most` that are asked for. */
  stepsLeft(tick: number, most: number): number;
  /** Blocks in use or reserved, and of them those in use. */
  readonly usedBlocks: number;
  /** So many more blocks are taken; fewer where it is negative. */
  charge(blocks: number): void;
  readonly heldBlocks: number;
  /** So many of the blocks just counted are in use by others too, and counted already. */
  share?(blocks: number): void;
  /** Whose tick counts. */
  follow?(decoding: { readonly tick: number }): void;
  /** Blocks of requests that go back when their step is done count as free while this step is planned. */
  promise?(held: number, decodes: boolean): void;
  forgetPromises?(): void;
}

/**
 * GUARANTEED_NO_EVICT (TensorRT-LLM capacityScheduler.cpp, GuaranteedNoEvictScheduler): a request reserves its blocks
 * to completion, so it is never paused. Also the accounting of STATIC_BATCH and of a padded static batch.
 */
export class ReservingCapacity implements Capacity {
  usedBlocks = 0;
  private readonly limits: Limits;
  private readonly unstored: number;

  /** @param unstored tokens at the end that no block is reserved for */
  constructor(limits: Limits, unstored = 0) {
    this.limits = limits;
    this.unstored = unstored;
  }

  get heldBlocks(): number {
    return this.usedBlocks;
  }

  blocksOf(_held: number, longest: number): number {
    return blocksFor(this.limits, longest - this.unstored);
  }

  admits(held: number, longest: number, ahead = 0): boolean {
    return this.usedBlocks + ahead + this.blocksOf(held, longest) <= this.limits.blocks;
  }

  start(held: number, longest: number): void {
    this.usedBlocks += this.blocksOf(held, longest);
  }

  release(held: number, longest: number): void {
    this.usedBlocks -= this.blocksOf(held, longest);
  }

  allowsStep(): boolean {
    return true;
  }

  taken(): number {
    return 0;
  }

  stepsLeft(_tick: number, most: number): number {
    return most;
  }

  charge(blocks: number): void {
    this.usedBlocks += blocks;
  }

  extend(): void {}
  decodes(): void {}
  stopsGrowing(): void {}
  grow(): void {}
}
