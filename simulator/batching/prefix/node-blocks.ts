import type { ContentTree } from '../../workload/content.ts';
import type { Runs } from './runs.ts';

/**
 * Which blocks of each content node are stored. A node owns the blocks whose last token lies in it, since a block is
 * told apart by all tokens up to its end; of these a leading part is stored, first in the GPU's pool and then, where
 * blocks are offloaded, in the host's.
 */
export class NodeBlocks {
  /** Blocks stored in the pool and in the host's memory, and leading ones that some request uses. */
  cached = new Int32Array(64);
  hosted = new Int32Array(64);
  used = new Int32Array(64);
  /** Its runs, from the shallowest to the deepest, and copies of its blocks, the oldest first; −1: none. */
  shallowest = new Int32Array(64).fill(-1);
  deepest = new Int32Array(64).fill(-1);
  copies = new Int32Array(64).fill(-1);
  /** Stored blocks that begin in the node or before and end beyond it, and up to which token they agree with it. */
  crossing = new Int32Array(64);
  reach = new Int32Array(64);

  private readonly tree: ContentTree;
  private readonly runs: Runs;
  private readonly blockTokens: number;

  constructor(tree: ContentTree, runs: Runs, blockTokens: number) {
    this.tree = tree;
    this.runs = runs;
    this.blockTokens = blockTokens;
  }

  /** The first block that a node owns, and the one after its last. */
  first(node: number): number {
    return Math.floor(this.tree.start(this.tree.parent(node)) / this.blockTokens);
  }
  end(node: number): number {
    return Math.floor(this.tree.end(node) / this.blockTokens);
  }

  /** Stored blocks from the start along the path to a node; those before the last are stored too. */
  stored(node: number): number {
    this.makeRoom();
    let at = node;
    while (at >= 0 && this.cached[at] === 0 && this.hosted[at] === 0) at = this.tree.parent(at);
    return at < 0 ? 0 : this.first(at) + this.cached[at]! + this.hosted[at]!;
  }

  /** Of these the blocks that some request uses. */
  inUse(node: number): number {
    let at = node;
    while (at >= 0 && this.used[at] === 0) at = this.tree.parent(at);
    return at < 0 ? 0 : this.first(at) + this.used[at]!;
  }

  /** Node of the path to `node` that owns a block. */
  owner(node: number, block: number): number {
    let at = node;
    while (this.first(at) > block || this.end(at) <= block) at = this.tree.parent(at);
    return at;
  }

  /** Tokens of the block after `blocks` whole ones that some stored block has too, from the start of the sequence. */
  partly(node: number, blocks: number): number {
    let best = 0;
    for (let at = node; at >= 0 && this.end(at) >= blocks; at = this.tree.parent(at)) {
      if (this.end(at) === blocks && this.crossing[at]! > 0) best = Math.max(best, this.reach[at]!);
    }
    return best;
  }

  /** The node is about to get its first block: it begins before the node, and agrees with the parent to its end. */
  begins(node: number): void {
    if (this.cached[node] === 0 && this.hosted[node] === 0) this.cross(node, 1);
  }

  /** The node may have lost its last block. */
  empties(node: number): void {
    if (this.cached[node] === 0 && this.hosted[node] === 0) this.cross(node, -1);
  }

  private cross(node: number, change: number): void {
    const parent = this.tree.parent(node);
    if (parent < 0 || this.tree.end(parent) % this.blockTokens === 0) return;
    this.crossing[parent]! += change;
    this.reach[parent] = this.crossing[parent] === 0 ? 0 : this.tree.end(parent);
  }

  /** Links a run behind `before`; −1: as the shallowest. */
  link(run: number, before: number): void {
    const { runs } = this;
    const node = runs.node[run]!;
    const next = before < 0 ? this.shallowest[node]! : runs.deeper[before]!;
    runs.shallower[run] = before;
    runs.deeper[run] = next;
    if (before < 0) this.shallowest[node] = run;
    else runs.deeper[before] = run;
    if (next < 0) this.deepest[node] = run;
    else runs.shallower[next] = run;
  }

  unlink(run: number): void {
    const { runs } = this;
    const node = runs.node[run]!;
    const before = runs.shallower[run]!;
    const next = runs.deeper[run]!;
    if (before < 0) this.shallowest[node] = next;
    else runs.deeper[before] = next;
    if (next < 0) this.deepest[node] = before;
    else runs.shallower[next] = before;
  }

  /** Adds a copy behind those of its node that are older. */
  linkCopy(copy: number): void {
    const { runs } = this;
    let last = this.copies[runs.node[copy]!]!;
    if (last < 0) {
      this.copies[runs.node[copy]!] = copy;
      return;
    }
    while (runs.deeper[last]! >= 0) last = runs.deeper[last]!;
    runs.deeper[last] = copy;
    runs.shallower[copy] = last;
  }

  unlinkCopy(copy: number): void {
    const { runs } = this;
    const before = runs.shallower[copy]!;
    const next = runs.deeper[copy]!;
    if (before < 0) this.copies[runs.node[copy]!] = next;
    else runs.deeper[before] = next;
    if (next >= 0) runs.shallower[next] = before;
    runs.shallower[copy] = -1;
    runs.deeper[copy] = -1;
  }

  /** The oldest copy of a block of a node; −1: none. */
  copyOf(node: number, block: number): number {
    let copy = this.copies[node]!;
    while (copy >= 0 && this.runs.from[copy] !== block) copy = this.runs.deeper[copy]!;
    return copy;
  }

  /** Used blocks lead: those behind the last one counted that are used too. */
  extendUsed(node: number, run: number): void {
    const { runs } = this;
    const first = this.first(node);
    for (let at = run; at >= 0 && runs.refs[at]! > 0; at = runs.deeper[at]!) {
      if (runs.from[at]! - first > this.used[node]!) return;
      this.used[node] = Math.max(this.used[node]!, runs.to[at]! - first);
    }
  }

  private makeRoom(): void {
    while (this.tree.capacity > this.cached.length) this.grow();
  }

  private grow(): void {
    for (const [name, column] of Object.entries(this)) {
      if (!(column instanceof Int32Array)) continue;
      const larger = new Int32Array(2 * column.length).fill(
        name === 'shallowest' || name === 'deepest' || name === 'copies' ? -1 : 0,
      );
      larger.set(column);
      Object.assign(this, { [name]: larger });
    }
  }
}
