import type { Capacity } from './capacity.ts';
import { blocksFor } from './limits.ts';
import type { Limits } from './scheduler.ts';

/** What the micro-batches of an engine share of its KV pool. */
export class BlockPool {
  used = 0;
  /** Blocks, now and in the steps ahead, of requests that go back when their step is done. */
  promised = 0;
  /** Blocks that running requests may still take, where they are reserved. */
  reserved = 0;
  readonly capacities: OnDemandCapacity[] = [];
}

/**
 * Blocks on demand: vLLM (v1/core/sched/scheduler.py) and TensorRT-LLM's MAX_UTILIZATION (capacityScheduler.cpp,
 * MaxUtilizationScheduler). A request starts when its prompt fits and takes a block whenever it fills one; when none
 * is left somebody is paused.
 *
 * A request with s stored tokens at tick x needs a block in the step at tick y when (s − x + y) is a multiple of the
 * block size. That phase never changes while it decodes, so a histogram of phases answers for all requests at once.
 *
 * With several micro-batches on their way each has its own ticks, and the blocks of the steps on their way are taken.
 * MAX_UTILIZATION then looks two steps ahead (KVCacheManager::getNeededBlocksOneStep with `twoStepsLookAhead`), and
 * counts for a request on its way the step that it already has blocks for, whose token it does not know of yet.
 */
export class OnDemandCapacity implements Capacity {
  private readonly limits: Limits;
  private readonly phases: Int32Array;
  /** One less than the block size where that is a power of two above one; else 0. */
  private readonly mask: number;
  protected readonly pool: BlockPool;
  private readonly lookAhead: boolean;
  private decoding: { readonly tick: number } = { tick: 0 };
  private growing = 0;

  /** @param lookAhead two steps: of MAX_UTILIZATION with several micro-batches */
  constructor(limits: Limits, pool = new BlockPool(), lookAhead = false) {
    this.limits = limits;
    this.phases = new Int32Array(limits.blockTokens);
    const size = limits.blockTokens;
    this.mask = (size & (size - 1)) === 0 ? size - 1 : 0;
    this.pool = pool;
    this.lookAhead = lookAhead;
    pool.capacities.push(this);
  }

  follow(decoding: { readonly tick: number }): void {
    this.decoding = decoding;
  }

  get usedBlocks(): number {
    return this.pool.used;
  }

  get heldBlocks(): number {
    return this.pool.used;
  }

  share(blocks: number): void {
    this.pool.used -= blocks;
  }

  blocksOf(held: number, _longest: number): number {
    return blocksFor(this.limits, held);
  }

  admits(held: number, _longest: number, ahead = 0): boolean {
    return this.needed() + ahead + blocksFor(this.limits, held) <= this.limits.blocks;
  }

  start(held: number, _longest?: number): void {
    this.pool.used += blocksFor(this.limits, held);
  }

  extend(from: number, to: number): void {
    this.pool.used += blocksFor(this.limits, to) - blocksFor(this.limits, from);
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
    this.pool.used -= blocksFor(this.limits, held);
    if (decoding && held < this.limits.keptTokens) this.stopsGrowing(held, tick);
  }

  promise(held: number, decodes: boolean): void {
    this.pool.promised += blocksFor(this.limits, held);
    if (!decodes || held >= this.limits.keptTokens) return;
    // Nor does it count any more with what its steps would take.
    const size = this.limits.blockTokens;
    if (held % size === 0) this.pool.promised += this.lookAhead ? 2 : 1;
    if (this.lookAhead && (held + 1) % size === 0) this.pool.promised++;
  }

  forgetPromises(): void {
    this.pool.promised = 0;
  }

  charge(blocks: number): void {
    this.pool.used += blocks;
  }

  grow(steps: number, tick: number): void {
    this.pool.used += this.taken(steps, tick);
  }

  allowsStep(_tick: number, more = 0): boolean {
    return this.needed() + more <= this.limits.blocks;
  }

  stepsLeft(tick: number, most: number): number {
    const size = this.limits.blockTokens;
    let free = this.limits.blocks - this.pool.used;
    if (free < 0) return 0;
    if (this.pool.capacities.length > 1) return this.stepsOfAll(free, most);
    // In a period of `size` steps each growing request takes exactly one block.
    if (free >= this.growing * Math.ceil(most / size)) return most;
    const periods = Math.floor(free / this.growing);
    free -= periods * this.growing;
    let steps = periods * size;
    let phase = this.phase(0 - tick);
    for (let step = 0; step < size; step++) {
      free -= this.phases[phase]!;
      if (free < 0) break;
      steps++;
      phase = phase > 0 ? phase - 1 : size - 1;
    }
    return Math.min(most, steps);
  }

  /** Steps for which everybody certainly has blocks, those on their way and two that are looked ahead included. */
  private stepsOfAll(free: number, most: number): number {
    let growing = 0;
    for (const capacity of this.pool.capacities) growing += capacity.growing;
    return free >= growing * (Math.ceil((most + 1) / this.limits.blockTokens) + 2) ? most : 1;
  }

  /** Blocks that are taken when the next step of this micro-batch has its own. */
  private needed(): number {
    const { pool, lookAhead } = this;
    if (pool.capacities.length === 1 && !lookAhead)
      return pool.used - pool.promised + this.phases[this.phase(0 - this.decoding.tick)]!;
    let blocks = pool.used - pool.promised;
    for (const capacity of pool.capacities) {
      if (capacity.growing === 0) continue;
      const next = capacity.taken(1, capacity.decoding.tick);
      blocks += next;
      if (!lookAhead) continue;
      blocks += capacity.taken(1, capacity.decoding.tick + 1);
      if (capacity !== this) blocks += next;
    }
    return blocks;
  }

  taken(steps: number, tick: number): number {
    const size = this.limits.blockTokens;
    const periods = steps < size ? 0 : Math.floor(steps / size);
    let blocks = periods * this.growing;
    let phase = this.phase(0 - tick);
    for (let step = periods * size; step < steps; step++) {
      blocks += this.phases[phase]!;
      phase = phase > 0 ? phase - 1 : size - 1;
    }
    return blocks;
  }

  private phase(value: number): number {
    // Ticks are numbers of any size, whose remainder is slow to come by; that of a power of two is in the last bits.
    if (this.mask > 0) return value & this.mask;
    const size = this.limits.blockTokens;
    const rest = value % size;
    return rest < 0 ? rest + size : rest;
  }
}
