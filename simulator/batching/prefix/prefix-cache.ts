import type { ContentTree } from '../../workload/content.ts';
import { HostPool } from './host-pool.ts';
import { NodeBlocks } from './node-blocks.ts';
import { RequestBlocks } from './request-blocks.ts';
import { content, RunQueue, Runs } from './runs.ts';

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
 */
export class PrefixCache {
  /** Stored blocks that were taken for something else and are lost. */
  evicted = 0;
  readonly queue: RunQueue;
  readonly runs = new Runs();
  readonly nodes: NodeBlocks;
  readonly host: HostPool | undefined;

  private readonly tree: ContentTree;
  private readonly pool: ContentOfRequests;
  private readonly options: PrefixCacheOptions;
  private readonly requests = new RequestBlocks();

  constructor(tree: ContentTree, pool: ContentOfRequests, options: PrefixCacheOptions) {
    this.tree = tree;
    this.pool = pool;
    this.options = options;
    this.queue = new RunQueue(this.runs);
    this.nodes = new NodeBlocks(tree, this.runs, options.blockTokens);
    if (!options.emptyFirst) this.queue.append(this.runs.take(-1, 0, options.blocks, content.nothing));
    if (options.hostBlocks > 0) this.host = new HostPool(this.runs, this.nodes, tree, options.hostBlocks);
  }

  /** Tokens of a waiting request that need not be computed; the last one always must, for its logits. */
  lookup(request: number, tokens: number): number {
    this.requests.reach(request);
    const { runs, nodes } = this;
    const size = this.options.blockTokens;
    const node = this.pool.content[request]!;
    const tail = this.requests.tail[request]!;
    const blocks = tail >= 0 && runs.owner[tail] === request ? runs.to[tail]! : nodes.stored(node);
    const most = Math.floor((tokens - 1) / size);
    this.requests.found[request] = Math.min(blocks, most);
    if (!this.options.partialBlocks) return this.requests.found[request]! * size;
    return blocks > most
      ? tokens - 1
      : Math.max(blocks * size, Math.min(tokens - 1, nodes.partly(node, blocks)));
  }

  /** Of the blocks found those that others use: they cost no room. */
  shared(request: number): number {
    return Math.min(this.requests.found[request]!, this.nodes.inUse(this.pool.content[request]!));
  }

  /** The node whose block is the first that is not stored of a request's path; −1: all are. */
  firstMissing(request: number): number {
    const node = this.pool.content[request]!;
    if (node < 0) return -1;
    const block = this.nodes.stored(node);
    return this.nodes.end(node) <= block ? -1 : this.nodes.owner(node, block);
  }

  /** The request starts with the blocks found. */
  start(request: number): void {
    const { runs } = this;
    const blocks = this.requests.found[request]!;
    const tail = this.requests.tail[request]!;
    const node = this.pool.content[request]!;
    if (tail >= 0 && runs.owner[tail] === request) {
      this.takeBack(tail, blocks);
    }
    this.requests.tail[request] = -1;
    this.requests.copy[request] = -1;
    this.requests.apart[request] = 0;
    this.requests.held[request] = Math.min(blocks, node < 0 ? 0 : this.nodes.end(node));
    this.hold(node, 0, this.requests.held[request]!);
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
    const known = Math.min(to, nodes.stored(node));
    let given = 0;
    if (known > from) {
      if (options.duplicates === 'merge') {
        given = Math.max(0, Math.min(known, nodes.inUse(node)) - from);
        this.hold(node, from, known);
        from = known;
      } else if (options.duplicates === 'copy' && known === from + 1 && this.requests.copy[request]! < 0) {
        this.keepCopy(request, nodes.owner(node, from), from);
        from++;
      } else {
        this.requests.apart[request] = 1;
        return 0;
      }
    }
    this.requests.held[request] = to;
    const extends_ = this.requests.copy[request]! < 0;
    for (let at = node; at >= 0; at = this.tree.parent(at)) {
      const first = nodes.first(at);
      if (first < to) this.storeIn(at, Math.max(first, from), Math.min(to, nodes.end(at)), extends_);
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
    const { runs, options } = this;
    this.store(request, tokens);
    const node = this.pool.content[request]!;
    const held = this.requests.held[request]!;
    const size = options.blockTokens;
    const filled = options.partialBlocks ? Math.ceil(tokens / size) : Math.floor(tokens / size);
    const stored = Math.max(held, Math.min(filled, blocks));
    if (blocks > stored && !options.emptyFirst) this.queueNothing(blocks - stored);
    if (stored > held) {
      if (this.requests.apart[request] === 1 && options.duplicates !== 'copy')
        this.queueNothing(stored - held);
      else this.queueTail(request, node, held, stored, tokens, returns);
    }
    const kept = this.letGo(node, held, this.requests.copy[request]!);
    this.requests.copy[request] = -1;
    this.requests.held[request] = 0;
    if (this.requests.tail[request]! >= 0 && runs.owner[this.requests.tail[request]!] !== request)
      this.requests.tail[request] = -1;
    return kept;
  }

  /** A pre-empted request does not come back. */
  forget(request: number): void {
    this.requests.reach(request);
    const tail = this.requests.tail[request]!;
    if (tail >= 0 && this.runs.owner[tail] === request) this.runs.owner[tail] = -1;
    this.requests.tail[request] = -1;
  }

  /** So many blocks of the pool are not in use: stored ones beyond them were taken, the oldest first. */
  fit(free: number): void {
    let take = this.queue.blocks - Math.max(0, free);
    while (take > 0) {
      const run = this.queue.oldest;
      const length = this.runs.to[run]! - this.runs.from[run]!;
      // Whether a copy takes the place of an evicted block is looked at block by block.
      const node = this.runs.node[run]!;
      const copied = this.runs.content[run] === content.shared && this.nodes.copies[node]! >= 0;
      const blocks = Math.min(take, copied ? 1 : length);
      this.evict(run, blocks);
      take -= blocks;
    }
  }

  /** One request more uses the blocks `from` to before `to` along the path to a node. */
  private hold(node: number, from: number, to: number): void {
    const { nodes } = this;
    for (let at = node; at >= 0; at = this.tree.parent(at)) {
      const first = nodes.first(at);
      if (first < to && nodes.end(at) > from) this.holdIn(at, from, to);
      if (first <= from) return;
    }
  }

  private holdIn(node: number, from: number, to: number): void {
    const { nodes, runs } = this;
    let begun = -1;
    for (let run = nodes.shallowest[node]!; run >= 0 && runs.from[run]! < to; run = runs.deeper[run]!) {
      if (runs.to[run]! <= from) continue;
      if (runs.from[run]! < from) {
        this.split(run, from);
        continue;
      }
      if (runs.to[run]! > to) this.split(run, to);
      if (runs.refs[run]!++ === 0) {
        if (this.host && runs.onHost[run] === 1) this.host.fetch(run);
        else this.queue.remove(run);
      }
      if (begun < 0) begun = run;
    }
    if (begun >= 0) nodes.extendUsed(node, begun);
  }

  /** Cuts a run in two at a block; the deep part keeps its place in the queue. */
  private split(run: number, at: number): void {
    const { runs, nodes } = this;
    const part = this.newRun(runs.node[run]!, at, runs.to[run]!, content.shared);
    runs.refs[part] = runs.refs[run]!;
    runs.to[run] = at;
    nodes.link(part, run);
    if (runs.refs[run] !== 0) return;
    if (this.host && runs.onHost[run] === 1) this.host.splits(run, part);
    else this.queue.insertBefore(run, part);
  }

  private storeIn(node: number, from: number, to: number, extend: boolean): void {
    const { nodes, runs } = this;
    if (to <= from) return;
    const last = nodes.deepest[node]!;
    // Only this request uses the run before: it grows.
    if (extend && last >= 0 && runs.to[last] === from && runs.refs[last] === 1) runs.to[last] = to;
    else {
      const run = this.newRun(node, from, to, content.shared);
      runs.refs[run] = 1;
      nodes.link(run, last);
    }
    nodes.begins(node);
    nodes.cached[node]! += to - from;
    nodes.extendUsed(node, nodes.deepest[node]!);
  }

  private keepCopy(request: number, node: number, block: number): void {
    const copy = this.newRun(node, block, block + 1, content.copy);
    this.runs.refs[copy] = 1;
    this.nodes.linkCopy(copy);
    this.requests.copy[request] = copy;
  }

  private queueNothing(blocks: number): void {
    const { runs, queue } = this;
    if (queue.newest >= 0 && runs.content[queue.newest] === content.nothing)
      queue.lengthen(queue.newest, blocks);
    else queue.append(this.newRun(-1, 0, blocks, content.nothing));
  }

  /** Queues the blocks that only one request has. */
  private queueTail(
    request: number,
    node: number,
    from: number,
    to: number,
    tokens: number,
    returns: boolean,
  ): void {
    const { runs, queue, nodes } = this;
    const size = this.options.blockTokens;
    const end = node < 0 ? 0 : this.tree.end(node);
    const crosses = this.options.partialBlocks && end > from * size && tokens > from * size;
    const findable = returns && this.requests.apart[request] === 0;
    const last = queue.newest;
    if (!crosses && !findable && last >= 0 && runs.content[last] === content.own) {
      if (runs.owner[last] === -1 && runs.node[last] === -1) {
        queue.lengthen(last, to - from);
        return;
      }
    }
    const run = this.newRun(crosses ? node : -1, from, to, content.own);
    if (crosses) {
      nodes.crossing[node]!++;
      nodes.reach[node] = Math.max(nodes.reach[node]!, Math.min(end, tokens));
    }
    if (findable) {
      runs.owner[run] = request;
      this.requests.tail[request] = run;
    }
    queue.append(run);
  }

  /** One request less uses the first `held` blocks along the path, from the deep end. */
  private letGo(node: number, held: number, copy: number): number {
    const { nodes, runs } = this;
    const copied = copy < 0 ? -1 : runs.from[copy]!;
    let pending = copy;
    let kept = 0;
    for (let at = node; at >= 0; at = this.tree.parent(at)) {
      if (nodes.first(at) >= held) continue;
      let shallower: number;
      for (let run = nodes.deepest[at]!; run >= 0; run = shallower) {
        shallower = runs.shallower[run]!;
        if (runs.from[run]! >= held) continue;
        if (runs.from[run]! <= copied && copied < runs.to[run]! && run !== copy) continue;
        if (pending >= 0 && runs.from[run]! < copied) {
          kept += this.drop(pending);
          pending = -1;
        }
        if (run === copy) pending = -1;
        kept += this.drop(run);
      }
    }
    if (pending >= 0) kept += this.drop(pending);
    return kept;
  }

  /** One request less uses a run; it is queued when nobody does. Returns its blocks if somebody does. */
  private drop(run: number): number {
    const { runs, queue, nodes } = this;
    if (--runs.refs[run]! > 0) return runs.to[run]! - runs.from[run]!;
    if (runs.content[run] === content.copy) {
      queue.append(run);
      return 0;
    }
    const node = runs.node[run]!;
    nodes.used[node] = Math.min(nodes.used[node]!, runs.from[run]! - nodes.first(node));
    const deeper = runs.deeper[run]!;
    if (deeper >= 0 && deeper === queue.newest && runs.from[deeper] === runs.to[run]) {
      nodes.unlink(run);
      const blocks = runs.to[run]! - runs.from[run]!;
      runs.from[deeper] = runs.from[run]!;
      queue.blocks += blocks;
      this.discard(run);
      return 0;
    }
    queue.append(run);
    return 0;
  }

  /** Takes blocks from the deep end of the oldest run. */
  private evict(run: number, blocks: number): void {
    const { runs, queue, nodes } = this;
    const holds = runs.content[run]!;
    if (holds !== content.nothing) {
      if (this.host) this.host.offload(run, blocks);
      else this.evicted += blocks;
    }
    const node = runs.node[run]!;
    runs.to[run]! -= blocks;
    queue.blocks -= blocks;
    const empty = runs.to[run] === runs.from[run];
    let copy = -1;
    if (holds === content.shared) {
      copy = nodes.copyOf(node, runs.to[run]!);
      if (copy < 0) {
        nodes.cached[node]! -= blocks;
        nodes.empties(node);
      } else this.promote(copy, run);
      if (empty) nodes.unlink(run);
    } else if (holds === content.copy) nodes.unlinkCopy(run);
    else if (holds === content.own && empty && node >= 0 && --nodes.crossing[node]! === 0)
      nodes.reach[node] = 0;
    if (!empty) return;
    queue.remove(run);
    this.discard(run);
  }

  /** A copy takes the place of the block after a run that was evicted. */
  private promote(copy: number, run: number): void {
    const { nodes, runs } = this;
    nodes.unlinkCopy(copy);
    runs.content[copy] = content.shared;
    nodes.link(copy, run);
    nodes.extendUsed(runs.node[copy]!, copy);
  }

  /** The request uses its tail again, up to a block; what is beyond stays where it is and is found by nobody. */
  private takeBack(tail: number, to: number): void {
    const { runs, queue } = this;
    if (to >= runs.to[tail]!) {
      queue.remove(tail);
      this.discard(tail);
      return;
    }
    const blocks = Math.max(0, to - runs.from[tail]!);
    runs.from[tail]! += blocks;
    queue.blocks -= blocks;
    runs.owner[tail] = -1;
  }

  private newRun(node: number, from: number, to: number, holds: number): number {
    if (node >= 0) this.tree.use(node);
    return this.runs.take(node, from, to, holds);
  }

  private discard(run: number): void {
    const node = this.runs.node[run]!;
    this.runs.free(run);
    if (node >= 0) this.tree.drop(node);
  }
}
