/**
 * The prefix cache of vLLM V1 with every block as an object, as its source has it (v1/core/block_pool.py, `BlockPool`;
 * v1/core/kv_cache_manager.py, `KVCacheManager`): what the run-length cache must equal. Slow and plain on purpose.
 */
export interface Block {
  refs: number;
  hash: string | undefined;
}

export class BlockQueue {
  /** Free blocks, those to take first in front. */
  readonly free: Block[];
  readonly cached = new Map<string, Block[]>();
  evicted = 0;
  private readonly size: number;
  private readonly emptyFirst: boolean;

  constructor(blocks: number, size: number, emptyFirst: boolean) {
    this.free = Array.from({ length: blocks }, () => ({ refs: 0, hash: undefined }));
    this.size = size;
    this.emptyFirst = emptyFirst;
  }

  /** `get_computed_blocks`: the longest run of leading blocks that are cached, the last token excluded. */
  find(tokens: readonly string[]): Block[] {
    const found: Block[] = [];
    for (let block = 0; (block + 1) * this.size <= tokens.length - 1; block++) {
      const like = this.cached.get(this.hashOf(tokens, block))?.[0];
      if (!like) break;
      found.push(like);
    }
    return found;
  }

  /** Blocks that `allocate_slots` would take from the queue. */
  needed(found: readonly Block[], tokens: number): number {
    return Math.ceil(tokens / this.size) - found.length + found.filter((block) => block.refs === 0).length;
  }

  touch(found: readonly Block[]): void {
    for (const block of found) {
      if (block.refs === 0) this.free.splice(this.free.indexOf(block), 1);
      block.refs++;
    }
  }

  /** `get_new_blocks` until the table has room for so many tokens, then `cache_full_blocks`. */
  allocate(table: Block[], tokens: readonly string[]): void {
    while (table.length < Math.ceil(tokens.length / this.size)) {
      const block = this.free.shift()!;
      this.forget(block);
      block.refs = 1;
      table.push(block);
    }
    for (let at = 0; (at + 1) * this.size <= tokens.length; at++) {
      const block = table[at]!;
      if (block.hash !== undefined) continue;
      block.hash = this.hashOf(tokens, at);
      this.cached.set(block.hash, [...(this.cached.get(block.hash) ?? []), block]);
    }
  }

  /** `free`: from the tail. */
  release(table: readonly Block[]): void {
    const freed = [...table].reverse().filter((block) => --block.refs === 0);
    const empty = this.emptyFirst ? freed.filter((block) => block.hash === undefined) : [];
    this.free.unshift(...empty);
    this.free.push(...freed.filter((block) => !empty.includes(block)));
  }

  private forget(block: Block): void {
    if (block.hash === undefined) return;
    const left = this.cached.get(block.hash)!.filter((other) => other !== block);
    if (left.length > 0) this.cached.set(block.hash, left);
    else this.cached.delete(block.hash);
    block.hash = undefined;
    this.evicted++;
  }

  private hashOf(tokens: readonly string[], block: number): string {
    return tokens.slice(0, (block + 1) * this.size).join(' ');
  }
}
