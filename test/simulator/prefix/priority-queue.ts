/**
 * TensorRT-LLM's block pool with every block as an object, as its sources have it (batch_manager/evictionPolicy.cpp,
 * `LRUEvictionPolicy`; kvCacheManager.cpp, `getFreeBlock`, `loadOrAllocateBlocks`, `storeBlocks`, `releaseBlocks`, in
 * which only whole blocks are matched): what the run-length cache must equal. Slow and plain on purpose.
 */
export interface Block {
  refs: number;
  priority: number;
  duration: number | undefined;
  /** When it is like any other again, where it waits in the queue. */
  expires: number;
  /** Where it stands in the tree, and what it holds: all tokens up to its end. */
  parent: Block | undefined;
  key: string | undefined;
}

export interface Wish {
  readonly priority: number;
  readonly duration: number | undefined;
}

const standard = 35;

export class PriorityQueue {
  now = 0;
  evicted = 0;
  private readonly lists = new Map<number, Block[]>();
  private readonly stored = new Map<string, Block>();
  private readonly size: number;

  constructor(blocks: number, size: number) {
    this.size = size;
    for (let at = 0; at < blocks; at++) {
      this.push({
        refs: 0,
        priority: standard,
        duration: undefined,
        expires: Number.POSITIVE_INFINITY,
        parent: undefined,
        key: undefined,
      });
    }
  }

  get free(): number {
    let free = 0;
    for (const list of this.lists.values()) free += list.length;
    return free;
  }

  /** The longest run of leading blocks that are in the tree, the last token excluded. */
  find(tokens: readonly string[]): Block[] {
    const found: Block[] = [];
    for (let block = 0; (block + 1) * this.size <= tokens.length - 1; block++) {
      const like = this.stored.get(this.keyOf(tokens, block));
      if (!like || like.parent !== found.at(-1)) break;
      found.push(like);
    }
    return found;
  }

  /** `LRUEvictionPolicy::refresh`. */
  refresh(now: number): void {
    this.now = now;
    for (;;) {
      let next: Block | undefined;
      for (const list of this.lists.values()) {
        for (const block of list)
          if (block.expires <= now && (!next || block.expires < next.expires)) next = block;
      }
      if (!next) return;
      this.pull(next);
      next.priority = standard;
      next.expires = Number.POSITIVE_INFINITY;
      this.push(next);
    }
  }

  /** `claimBlock`. */
  claim(block: Block, wish: Wish | undefined): void {
    if (block.refs++ === 0) this.pull(block);
    block.expires = Number.POSITIVE_INFINITY;
    if (wish) block.priority = wish.priority;
    block.duration = wish?.duration;
  }

  /** `getFreeBlock`: its content and everything below it in the tree can no longer be found. */
  take(wish: Wish): Block {
    const lowest = Math.min(...[...this.lists].flatMap(([level, list]) => (list.length > 0 ? [level] : [])));
    const block = this.lists.get(lowest)![0]!;
    this.forget(block);
    this.claim(block, wish);
    return block;
  }

  /**
   * `storeBlocks`: whole blocks from `from` on. A request that comes upon another's block of the same content stores
   * nothing any more, as `prefixPolicy` has it. Returns up to where its own blocks are in the tree; −1: it came upon one.
   */
  store(table: readonly Block[], from: number, tokens: readonly string[]): number {
    let at = from;
    for (; (at + 1) * this.size <= tokens.length; at++) {
      const key = this.keyOf(tokens, at);
      const like = this.stored.get(key);
      if (like) return -1;
      const block = table[at]!;
      block.key = key;
      block.parent = table[at - 1];
      this.stored.set(key, block);
    }
    return at;
  }

  /** `releaseBlocks`: from the tail. */
  release(table: readonly Block[]): void {
    for (let at = table.length - 1; at >= 0; at--) {
      const block = table[at]!;
      if (--block.refs > 0) continue;
      const ends = block.duration !== undefined && block.priority !== standard;
      block.expires = ends ? this.now + block.duration! : Number.POSITIVE_INFINITY;
      this.push(block);
    }
  }

  private forget(block: Block): void {
    for (const child of [...this.stored.values()]) if (child.parent === block) this.forget(child);
    if (block.key === undefined) return;
    if (this.stored.get(block.key) === block) this.stored.delete(block.key);
    block.key = undefined;
    block.parent = undefined;
    this.evicted++;
  }

  private push(block: Block): void {
    const list = this.lists.get(block.priority) ?? [];
    list.push(block);
    this.lists.set(block.priority, list);
  }

  private pull(block: Block): void {
    const list = this.lists.get(block.priority)!;
    list.splice(list.indexOf(block), 1);
  }

  private keyOf(tokens: readonly string[], block: number): string {
    return tokens.slice(0, (block + 1) * this.size).join(' ');
  }
}
