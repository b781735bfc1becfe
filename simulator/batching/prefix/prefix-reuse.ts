import type { RequestPool } from '../../engine/request-pool.ts';
import type { Capacity } from '../capacity.ts';
import type { PrefixCache } from './prefix-cache.ts';

/** When the blocks of a running request are found by others. */
export type StoredAt =
  /** As soon as a step that computes them is planned, by requests of the same step too. */
  | 'plan'
  /** When the step that computes them is done. */
  | 'chunk'
  /** When the whole prompt is computed. */
  | 'context';

/** What a batch does with its prefix cache: finds, shares and stores the blocks of its requests. */
export class PrefixReuse {
  readonly cache: PrefixCache;
  private readonly pool: RequestPool;
  private readonly blocks: number;
  private readonly storedAt: StoredAt;
  /** Nodes whose next block a running request computes, with how many do; and by request which one. */
  private readonly producers = new Map<number, number>();
  private readonly produces = new Map<number, number>();
  private readonly waits: boolean;
  private readonly secondsPerBlock: number;
  private fetched = 0;

  /**
   * @param blocks of the pool
   * @param waits requests are held back while another computes the block that they lack
   * @param secondsPerBlock in which a block is fetched from the host
   */
  constructor(
    cache: PrefixCache,
    pool: RequestPool,
    blocks: number,
    storedAt: StoredAt,
    waits: boolean,
    secondsPerBlock = 0,
  ) {
    this.secondsPerBlock = secondsPerBlock;
    this.cache = cache;
    this.pool = pool;
    this.blocks = blocks;
    this.storedAt = storedAt;
    this.waits = waits;
  }

  /** A step is planned at `now`: blocks whose time is over are like any others. */
  refresh(now: number): void {
    this.cache.refresh(now);
  }

  /** A step ends: what is released now is released at this moment. */
  reaches(end: number): void {
    this.cache.queue.now = end;
  }

  /** When the next block's time is over; infinity where none has one. */
  nextEnd(): number {
    return this.cache.nextEnd();
  }

  /** What is found of a waiting request's tokens counts as computed. */
  look(request: number, tokens: number): void {
    this.pool.computed[request] = this.cache.lookup(request, tokens);
  }

  /** Blocks found that others use; the others found are free until it starts. */
  shared(request: number): number {
    return this.cache.shared(request);
  }

  /** Does a running request compute the block that this one lacks first? */
  isProduced(request: number): boolean {
    if (!this.waits || this.producers.size === 0) return false;
    return this.producers.has(this.cache.firstMissing(request));
  }

  /** The request starts, and `capacity` has counted all its blocks. */
  start(request: number, capacity: Capacity): void {
    const { pool, cache } = this;
    if (Number.isNaN(pool.scheduled[request]))
      pool.cached[request] = Math.min(pool.computed[request]!, pool.prompt[request]!);
    const missing = this.waits ? cache.firstMissing(request) : -1;
    capacity.share?.(cache.shared(request));
    cache.start(request);
    if (missing >= 0) {
      this.produces.set(request, missing);
      this.producers.set(missing, (this.producers.get(missing) ?? 0) + 1);
    }
    this.fit(capacity);
  }

  /** The first `tokens` of a request will be computed when the step that is planned is done. */
  planned(request: number, tokens: number, capacity: Capacity): void {
    if (this.storedAt === 'plan') this.store(request, tokens, capacity);
  }

  /** The first `tokens` of a request are computed, with `whole` all of its prompt. */
  computed(request: number, tokens: number, whole: boolean, capacity: Capacity): void {
    if (this.storedAt === 'chunk') this.store(request, tokens, capacity);
    if (this.storedAt !== 'context' || !whole) return;
    // The last token of the prompt is left out (kvCacheManager.cpp, `storeContextBlocks`).
    this.store(request, tokens - 1, capacity);
    this.stopProducing(request);
  }

  /** The request leaves: `tokens` are stored in `blocks` blocks, which `capacity` no longer counts. */
  release(request: number, tokens: number, blocks: number, returns: boolean, capacity: Capacity): void {
    this.stopProducing(request);
    capacity.share?.(-this.cache.release(request, tokens, blocks, returns));
  }

  /** Seconds in which the blocks are fetched that were found in the host's memory since this was asked last. */
  fetchTime(): number {
    const { host } = this.cache;
    if (!host) return 0;
    const blocks = host.fetched - this.fetched;
    this.fetched = host.fetched;
    return blocks * this.secondsPerBlock;
  }

  /** Stored blocks make room for those that are in use now. */
  fit(capacity: Capacity): void {
    this.cache.fit(this.blocks - capacity.heldBlocks);
  }

  private store(request: number, tokens: number, capacity: Capacity): void {
    const given = this.cache.store(request, tokens);
    if (given > 0) capacity.share?.(given);
  }

  private stopProducing(request: number): void {
    const node = this.produces.get(request);
    if (node === undefined) return;
    this.produces.delete(request);
    const others = this.producers.get(node)! - 1;
    if (others === 0) this.producers.delete(node);
    else this.producers.set(node, others);
  }
}
