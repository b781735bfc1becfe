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
  /** How long they are kept: a class of `RetentionClasses`. */
  kept = new Uint8Array(this.size);
  /** When they came into the queue: the place in it, and the moment. */
  stamp = new Float64Array(this.size);
  released = new Float64Array(this.size);
  /** Neighbours in the queue, where no request uses them. */
  older = new Int32Array(this.size);
  newer = new Int32Array(this.size);

  /** Runs there are. */
  get count(): number {
    return this.fresh - this.freed.length;
  }

  take(node: number, from: number, to: number, holds: number, kept: number): number {
    const run = this.freed.pop() ?? this.fresh++;
    if (run === this.size) this.grow();
    this.node[run] = node;
    this.from[run] = from;
    this.to[run] = to;
    this.content[run] = holds;
    this.kept[run] = kept;
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
      if (!ArrayBuffer.isView(column) || column instanceof DataView) continue;
      const larger = new (column.constructor as new (size: number) => typeof column)(this.size);
      larger.set(column);
      Object.assign(this, { [name]: larger });
    }
  }
}
