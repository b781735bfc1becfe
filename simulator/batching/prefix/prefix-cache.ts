import type { ContentTree } from '../../workload/content.ts';
import { EvictionQueue } from './eviction-queue.ts';
import { HostPool } from './host-pool.ts';
import { NodeBlocks } from './node-blocks.ts';
import { OwnTails } from './own-tails.ts';
import { Reachability } from './reachability.ts';
import { RequestBlocks } from './request-blocks.ts';
import { RetentionClasses, type RetentionOptions } from './retention-classes.ts';
import { content, Runs } from './runs.ts';
import { SharedRuns } from './shared-runs.ts';

/** How an engine keeps blocks; `prefixPolicy` says it for each. */
export interface PrefixCacheOptions {
  readonly blockTokens: number;
  /** Blocks of the pool and, where evicted blocks go there, of the host's. */
  readonly blocks: number;
  readonly hostBlocks: number;
  /** Blocks that hold nothing are taken before all others; otherwise they wait in the queue like them. */
  readonly emptyFirst: boolean;
  /**
   * What becomes of a block that is stored and whose like is stored already: it is kept as a `copy`, stays `private`
   * to its request, or is given up for the other one (`merge`).
   */
  readonly duplicates: 'copy' | 'private' | 'merge';
  /** Tokens of a block that only begins alike are used too, and blocks are stored that are not full. */
  readonly partialBlocks: boolean;
  /** How long blocks are kept; absent where all are kept alike. */
  readonly retention?: RetentionOptions;
}

/** What requests ask for is in these columns of the pool. */
export interface ContentOfRequests {
  /** The deepest node of a request's path; −1: it shares nothing. */
  readonly content: Int32Array;
}

/**
 * The KV blocks of shared prefixes, of one engine instance. It knows which blocks are stored and in which order they
 * are evicted; how many are in use is counted by `Capacity`, and stored blocks that nobody uses count as free.
 *
 * Blocks are released from the deep end of a sequence and taken from the old end of the queue, and whoever uses a
 * block uses all before it. So a block is always younger than the one after it, and of each node of the content tree
 * a leading part is stored. Hence blocks are kept as runs, and the result is the same as that of a queue of blocks.
 * Where a block has a lower priority than those after it, these are lost with it (`Reachability`).
 */
export class PrefixCache {
  /** Stored blocks that were taken for something else and are lost. */
  evicted = 0;
  readonly queue: EvictionQueue;
  readonly runs = new Runs();
  readonly nodes: NodeBlocks;
  readonly host: HostPool | undefined;

  private readonly tree: ContentTree;
  private readonly pool: ContentOfRequests;
  private readonly options: PrefixCacheOptions;
  private readonly requests = new RequestBlocks();
  private readonly classes: RetentionClasses;
  private readonly reach: Reachability | undefined;
  private readonly tails: OwnTails;
  private readonly sharedRuns: SharedRuns;
  private readonly discard = (run: number): void => this.sharedRuns.discard(run);

  constructor(tree: ContentTree, pool: ContentOfRequests, options: PrefixCacheOptions) {
    this.tree = tree;
    this.pool = pool;
    this.options = options;
    this.classes = new RetentionClasses(options.retention, options.blockTokens);
    this.queue = new EvictionQueue(this.runs, this.classes);
    this.nodes = new NodeBlocks(tree, this.runs, options.blockTokens);
    this.reach = this.classes.vary ? new Reachability(tree, this.nodes, this.runs) : undefined;
    this.tails = new OwnTails(tree, this.runs, this.queue, this.nodes, this.requests, this.classes, options);
    if (!options.emptyFirst)
      this.queue.append(this.runs.take(-1, 0, options.blocks, content.nothing, this.classes.standard));
    if (options.hostBlocks > 0)
      this.host = new HostPool(this.runs, this.nodes, tree, options.hostBlocks, this.classes, this.reach);
    this.sharedRuns = new SharedRuns(tree, this.runs, this.queue, this.nodes, this.classes, this.host);
  }

  /** Blocks whose time is over are like any others from now on. */
  refresh(now: number): void {
    if (this.reach) this.queue.refresh(now);
  }

  /** When the next block's time is over; infinity where none has one. */
  nextEnd(): number {
    return this.reach ? this.queue.nextEnd() : Number.POSITIVE_INFINITY;
  }

  /** Tokens of a waiting request that need not be computed; the last one always must, for its logits. */
  lookup(request: number, tokens: number): number {
    this.requests.reach(request);
    const { nodes } = this;
    const size = this.options.blockTokens;
    const node = this.pool.content[request]!;
    const tail = this.findableTail(request, node);
    const blocks = tail >= 0 ? this.tails.end(tail) : this.stored(node);
    this.requests.prompt[request] = Math.ceil(tokens / size);
    const most = Math.floor((tokens - 1) / size);
    this.requests.found[request] = Math.min(blocks, most);
    if (!this.options.partialBlocks) return this.requests.found[request]! * size;
    return blocks > most
      ? tokens - 1
      : Math.max(blocks * size, Math.min(tokens - 1, nodes.partly(node, blocks)));
  }

  private stored(node: number): number {
    this.reach?.settle(node);
    return this.nodes.stored(node);
  }

  /** A request's own tail, if all that comes before it is stored too. */
  private findableTail(request: number, node: number): number {
    const tail = this.tails.of(request);
    if (tail < 0 || !this.reach || this.stored(node) >= this.runs.from[tail]!) return tail;
    this.tails.forget(tail);
    this.requests.tail[request] = -1;
    return -1;
  }

  /** Of the blocks found those that others use: they cost no room. */
  shared(request: number): number {
    return Math.min(this.requests.found[request]!, this.nodes.inUse(this.pool.content[request]!));
  }

  /** The deepest node of which something was found for a waiting request; −1: nothing was. */
  lastFound(request: number): number {
    const node = this.pool.content[request]!;
    const blocks = Math.min(this.requests.found[request]!, node < 0 ? 0 : this.nodes.end(node));
    return blocks === 0 ? -1 : this.nodes.owner(node, blocks - 1);
  }

  /** The node whose block is the first that is not stored of a request's path; −1: all are. */
  firstMissing(request: number): number {
    const node = this.pool.content[request]!;
    if (node < 0) return -1;
    const block = this.stored(node);
    return this.nodes.end(node) <= block ? -1 : this.nodes.owner(node, block);
  }

  /** The request starts with the blocks found. */
  start(request: number): void {
    const blocks = this.requests.found[request]!;
    const node = this.pool.content[request]!;
    const tail = this.tails.of(request);
    if (tail >= 0) this.tails.takeBack(tail, blocks, this.discard);
    this.requests.tail[request] = -1;
    this.requests.copy[request] = -1;
    this.requests.apart[request] = 0;
    this.requests.held[request] = Math.min(blocks, node < 0 ? 0 : this.nodes.end(node));
    this.sharedRuns.hold(node, 0, this.requests.held[request]!);
    if (this.reach) this.sharedRuns.claim(node, this.requests.held[request]!);
  }

  /**
   * The first `tokens` of a running request are in its blocks: those of its nodes are stored for others.
   * @returns blocks given up for others' that are in use (where duplicates merge)
   */
  store(request: number, tokens: number): number {
    const { nodes, options } = this;
    const node = this.pool.content[request]!;
    if (node < 0 || this.requests.apart[request] === 1) return 0;
    const to = Math.min(Math.floor(tokens / options.blockTokens), nodes.end(node));
    let from = this.requests.held[request]!;
    if (to <= from) return 0;
    const known = Math.min(to, this.stored(node));
    let given = 0;
    if (known > from) {
      if (options.duplicates === 'merge') {
        given = Math.max(0, Math.min(known, nodes.inUse(node)) - from);
        this.sharedRuns.hold(node, from, known);
        from = known;
      } else if (options.duplicates === 'copy' && known === from + 1 && this.requests.copy[request]! < 0) {
        this.requests.copy[request] = this.sharedRuns.keepCopy(nodes.owner(node, from), from);
        from++;
      } else {
        this.requests.apart[request] = 1;
        return 0;
      }
    }
    this.requests.held[request] = to;
    const promptBlocks = this.requests.prompt[request]!;
    const extends_ = this.requests.copy[request]! < 0;
    for (let at = node; at >= 0; at = this.tree.parent(at)) {
      const first = nodes.first(at);
      if (first < to)
        this.sharedRuns.store(at, Math.max(first, from), Math.min(to, nodes.end(at)), promptBlocks, extends_);
      if (first <= from) break;
    }
    return given;
  }

  /**
   * The request gives its blocks back: `tokens` of it are stored in `blocks` blocks.
   * @param returns it was pre-empted, and may find them when it comes back
   * @returns blocks that others still use
   */
  release(request: number, tokens: number, blocks: number, returns: boolean): number {
    const { options } = this;
    this.store(request, tokens);
    const node = this.pool.content[request]!;
    const held = this.requests.held[request]!;
    const size = options.blockTokens;
    const filled = options.partialBlocks ? Math.ceil(tokens / size) : Math.floor(tokens / size);
    const stored = Math.max(held, Math.min(filled, blocks));
    const promptBlocks = this.requests.prompt[request]!;
    if (blocks > stored && !options.emptyFirst) this.queueNothing(stored, blocks, promptBlocks);
    if (stored > held) {
      if (this.requests.apart[request] === 1 && options.duplicates !== 'copy')
        this.queueNothing(held, stored, promptBlocks);
      else this.tails.leave(request, node, held, stored, tokens, returns);
    }
    const kept = this.sharedRuns.letGo(node, held, this.requests.copy[request]!);
    this.requests.copy[request] = -1;
    this.requests.held[request] = 0;
    if (this.tails.of(request) < 0) this.requests.tail[request] = -1;
    return kept;
  }

  /** A pre-empted request does not come back. */
  forget(request: number): void {
    this.requests.reach(request);
    const tail = this.tails.of(request);
    if (tail >= 0) this.tails.forget(tail);
    this.requests.tail[request] = -1;
  }

  /** So many blocks of the pool are not in use: stored ones beyond them were taken, the oldest first. */
  fit(free: number): void {
    let take = this.queue.blocks - Math.max(0, free);
    while (take > 0) {
      const run = this.queue.oldest;
      const length = this.runs.to[run]! - this.runs.from[run]!;
      // Whether a copy takes the place of an evicted block is looked at block by block; and the host, too, gives up
      // the least urgent of its blocks first, which may be the one that came just before.
      const node = this.runs.node[run]!;
      const copied = this.runs.content[run] === content.shared && this.nodes.copies[node]! >= 0;
      const blocks = Math.min(take, copied || (this.host && this.reach) ? 1 : length);
      this.evict(run, blocks);
      take -= blocks;
    }
  }

  /** Queues blocks that hold nothing, those from `from` to before `to` of a sequence. */
  private queueNothing(from: number, to: number, promptBlocks: number): void {
    const { runs, queue, classes } = this;
    let start: number;
    for (let end = to; end > from; end = start) {
      start = from;
      for (let next = start; next < end; ) {
        start = next;
        next = classes.end(start, end, promptBlocks);
      }
      const kept = classes.ofOwn(start, promptBlocks);
      const newest = queue.newest(kept);
      if (newest >= 0 && runs.content[newest] === content.nothing && queue.joins(newest))
        queue.lengthen(newest, end - start);
      else queue.append(runs.take(-1, 0, end - start, content.nothing, kept));
    }
  }

  /** Takes blocks from the deep end of the oldest run. */
  private evict(run: number, blocks: number): void {
    const { runs, queue, nodes } = this;
    const holds = runs.content[run]!;
    const offloads = this.host !== undefined && this.classes.isOffloaded(runs.kept[run]!);
    if (holds !== content.nothing) {
      if (offloads) this.host!.offload(run, blocks);
      else this.evicted += blocks;
    }
    const node = runs.node[run]!;
    const deeper = runs.deeper[run]!;
    runs.to[run]! -= blocks;
    queue.blocks -= blocks;
    const empty = runs.to[run] === runs.from[run];
    let copy = -1;
    if (holds === content.shared) {
      copy = nodes.copyOf(node, runs.to[run]!);
      if (copy < 0) {
        nodes.cached[node]! -= blocks;
        nodes.empties(node);
        if (!offloads) this.reach?.loses(node, deeper);
      } else this.sharedRuns.promote(copy, run);
      if (empty) nodes.unlink(run);
    } else if (holds === content.copy) nodes.unlinkCopy(run);
    else if (holds === content.own) {
      if (empty && node >= 0 && --nodes.crossing[node]! === 0) nodes.reach[node] = 0;
      if (deeper >= 0) this.tails.cut(run);
      if (empty) this.tails.gone(run);
    }
    if (!empty) return;
    queue.remove(run);
    this.discard(run);
  }
}
