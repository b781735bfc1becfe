/** What the blocks of a run hold. */
export const content = {
  /** Tokens of a node of the content tree: found by every request whose path holds the node. */
  shared: 0,
  /** The same as blocks that were stored before: found only when those are gone. */
  copy: 1,
  /** Tokens that only one request has: found by that request alone, if it was pre-empted and comes back. */
  own: 2,
  /** Nothing that could be found. */
  nothing: 3,
} as const;

/**
 * Runs of consecutive KV blocks that were stored together and wait or are used together, as columns: block `from` to
 * before `to` of a sequence, counted from its start. Nothing is kept of a single block: blocks of a run are taken from
 * its deep end, which is the order in which they are evicted anyhow.
 */
export class Runs {
  private fresh = 0;
  private readonly freed: number[] = [];
  private size = 256;

  /** The node whose tokens they hold, or after which they begin; −1: the root. */
  node = new Int32Array(this.size);
  from = new Int32Array(this.size);
  to = new Int32Array(this.size);
  content = new Uint8Array(this.size);
  /** Requests that use them. */
  refs = new Int32Array(this.size);
  /** 1: they are in the host's memory. */
  onHost = new Uint8Array(this.size);
  /** The request that finds its own tail again; −1: nobody. */
  owner = new Int32Array(this.size);
  /** Neighbours in the same node; −1 at its ends. */
  shallower = new Int32Array(this.size);
  deeper = new Int32Array(this.size);
  /** Neighbours in the queue, where no request uses them. */
  older = new Int32Array(this.size);
  newer = new Int32Array(this.size);

  /** Runs there are. */
  get count(): number {
    return this.fresh - this.freed.length;
  }

  take(node: number, from: number, to: number, holds: number): number {
    const run = this.freed.pop() ?? this.fresh++;
    if (run === this.size) this.grow();
    this.node[run] = node;
    this.from[run] = from;
    this.to[run] = to;
    this.content[run] = holds;
    this.refs[run] = 0;
    this.onHost[run] = 0;
    this.owner[run] = -1;
    this.shallower[run] = -1;
    this.deeper[run] = -1;
    return run;
  }

  free(run: number): void {
    this.owner[run] = -1;
    this.freed.push(run);
  }

  private grow(): void {
    this.size *= 2;
    for (const [name, column] of Object.entries(this)) {
      if (!(column instanceof Uint8Array || column instanceof Int32Array)) continue;
      const larger = new (column.constructor as new (size: number) => typeof column)(this.size);
      larger.set(column);
      Object.assign(this, { [name]: larger });
    }
  }
}

/** Runs in the order in which their blocks are taken, the oldest first: a list linked through the columns. */
export class RunQueue {
  oldest = -1;
  newest = -1;
  blocks = 0;
  private readonly runs: Runs;

  constructor(runs: Runs) {
    this.runs = runs;
  }

  append(run: number): void {
    const { runs } = this;
    runs.older[run] = this.newest;
    runs.newer[run] = -1;
    if (this.newest >= 0) runs.newer[this.newest] = run;
    else this.oldest = run;
    this.newest = run;
    this.blocks += runs.to[run]! - runs.from[run]!;
  }

  remove(run: number): void {
    const { runs } = this;
    const older = runs.older[run]!;
    const newer = runs.newer[run]!;
    if (older >= 0) runs.newer[older] = newer;
    else this.oldest = newer;
    if (newer >= 0) runs.older[newer] = older;
    else this.newest = older;
    this.blocks -= runs.to[run]! - runs.from[run]!;
  }

  /** `part` was the deep end of a run in the queue and is taken just before the rest of it. */
  insertBefore(run: number, part: number): void {
    const { runs } = this;
    const older = runs.older[run]!;
    runs.older[part] = older;
    runs.newer[part] = run;
    runs.older[run] = part;
    if (older >= 0) runs.newer[older] = part;
    else this.oldest = part;
  }

  /** A run in the queue that nobody looks up gets so many blocks more. */
  lengthen(run: number, blocks: number): void {
    this.runs.to[run]! += blocks;
    this.blocks += blocks;
  }
}
