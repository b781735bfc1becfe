import { blocksFor } from './limits.ts';
import type { Limits } from './scheduler.ts';

/** Which requests the KV cache has room for. Blocks are counted, not placed. */
export interface Capacity {
  /** Room for a request that starts now with `held` tokens and may grow to `longest`? */
  admits(held: number, longest: number): boolean;
  start(held: number, longest: number): void;
  /** The request's prompt is computed; from now on it grows by a token each step. */
  decodes(held: number, tick: number): void;
  /** The request stops growing but stays: its window is full. */
  stopsGrowing(held: number, tick: number): void;
  /** Gives back everything of a request that has `held` tokens. */
  release(held: number, longest: number, decoding: boolean, tick: number): void;
  /** All decoding requests grow by `steps` tokens. */
  grow(steps: number, tick: number): void;
  /** Are the free blocks enough for the next decode step? */
  allowsStep(tick: number): boolean;
  /** How many decode steps the free blocks are enough for, of `most` that are asked for. */
  stepsLeft(tick: number, most: number): number;
  readonly usedBlocks: number;
}

/**
 * GUARANTEED_NO_EVICT (TensorRT-LLM capacityScheduler.cpp, GuaranteedNoEvictScheduler): a request reserves its blocks
 * to completion, so it is never paused. Also the accounting of STATIC_BATCH and of a padded static batch.
 */
export class ReservingCapacity implements Capacity {
  usedBlocks = 0;
  private readonly limits: Limits;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  admits(_held: number, longest: number): boolean {
    return this.usedBlocks + blocksFor(this.limits, longest) <= this.limits.blocks;
  }

  start(_held: number, longest: number): void {
    this.usedBlocks += blocksFor(this.limits, longest);
  }

  release(_held: number, longest: number): void {
    this.usedBlocks -= blocksFor(this.limits, longest);
  }

  allowsStep(): boolean {
    return true;
  }

  stepsLeft(_tick: number, most: number): number {
    return most;
  }

  decodes(): void {}
  stopsGrowing(): void {}
  grow(): void {}
}

/**
 * Blocks on demand: vLLM (v1/core/sched/scheduler.py) and MAX_UTILIZATION (MaxUtilizationScheduler). A request starts
 * when its prompt fits and takes a block whenever it fills one; when none is left somebody is paused.
 *
 * A request with s stored tokens at tick x needs a block in the step at tick y when (s − x + y) is a multiple of the
 * block size. That phase never changes while it decodes, so a histogram of phases answers for all requests at once.
 */
export class OnDemandCapacity implements Capacity {
  usedBlocks = 0;
  private readonly limits: Limits;
  private readonly phases: Int32Array;
  private growing = 0;

  constructor(limits: Limits) {
    this.limits = limits;
    this.phases = new Int32Array(limits.blockTokens);
  }

  admits(held: number): boolean {
    return this.usedBlocks + blocksFor(this.limits, held) <= this.limits.blocks;
  }

  start(held: number): void {
    this.usedBlocks += blocksFor(this.limits, held);
  }

  decodes(held: number, tick: number): void {
    if (held >= this.limits.keptTokens) return;
    this.phases[this.phase(held - tick)]!++;
    this.growing++;
  }

  stopsGrowing(held: number, tick: number): void {
    this.phases[this.phase(held - tick)]!--;
    this.growing--;
  }

  release(held: number, _longest: number, decoding: boolean, tick: number): void {
    this.usedBlocks -= blocksFor(this.limits, held);
    if (decoding && held < this.limits.keptTokens) this.stopsGrowing(held, tick);
  }

  grow(steps: number, tick: number): void {
    this.usedBlocks += this.needed(steps, tick);
  }

  allowsStep(tick: number): boolean {
    return this.usedBlocks + this.phases[this.phase(-tick)]! <= this.limits.blocks;
  }

  stepsLeft(tick: number, most: number): number {
    const size = this.limits.blockTokens;
    let free = this.limits.blocks - this.usedBlocks;
    if (free < 0) return 0;
    // In a period of `size` steps each growing request takes exactly one block.
    if (free >= this.growing * Math.ceil(most / size)) return most;
    const periods = Math.floor(free / this.growing);
    free -= periods * this.growing;
    let steps = periods * size;
    for (let step = 0; step < size; step++) {
      free -= this.phases[this.phase(-(tick + step))]!;
      if (free < 0) break;
      steps++;
    }
    return Math.min(most, steps);
  }

  private needed(steps: number, tick: number): number {
    const size = this.limits.blockTokens;
    const periods = steps < size ? 0 : Math.floor(steps / size);
    let blocks = periods * this.growing;
    for (let step = periods * size; step < steps; step++) blocks += this.phases[this.phase(-(tick + step))]!;
    return blocks;
  }

  private phase(value: number): number {
    const size = this.limits.blockTokens;
    return ((value % size) + size) % size;
  }
}
