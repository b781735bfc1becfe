/** Grows a column to hold one more row; the new rows are `fill`. */
function widened(column: Int32Array, fill: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * column.length).fill(fill);
  larger.set(column);
  return larger;
}

/**
 * What requests have in common, without the tokens: a tree whose node is a stretch of tokens after those of its
 * parent. Two requests agree on exactly the nodes that both their paths from the root hold; what a request has beyond
 * its deepest node is its own and equal to nothing. That is all that a prefix cache can tell, by hashes chained from
 * the first block (vLLM) as by a radix tree (SGLang, TensorRT-LLM).
 *
 * Nodes are counted by their users and their handles are used again, so that memory follows the conversations that
 * are open and cached, not how many there have been.
 */
export class ContentTree {
  private parents = new Int32Array(64).fill(-1);
  private ends = new Int32Array(64);
  private users = new Int32Array(64);
  private fresh = 0;
  private readonly freed: number[] = [];

  /** Nodes in use. */
  get size(): number {
    return this.fresh - this.freed.length;
  }

  /** Handles are below this. */
  get capacity(): number {
    return this.fresh;
  }

  /** A node of so many tokens, at least one, after `parent` (−1: from the start). Its caller is its one user. */
  add(parent: number, tokens: number): number {
    const node = this.freed.pop() ?? this.fresh++;
    if (node === this.parents.length) this.grow();
    this.parents[node] = parent;
    this.ends[node] = this.start(parent) + tokens;
    this.users[node] = 1;
    if (parent >= 0) this.users[parent]!++;
    return node;
  }

  use(node: number): void {
    this.users[node]!++;
  }

  /** One user less; a node without users is gone, and is one less for its parent. */
  drop(node: number): void {
    let at = node;
    while (at >= 0 && --this.users[at]! === 0) {
      this.freed.push(at);
      at = this.parents[at]!;
    }
  }

  /** −1 at the root. */
  parent(node: number): number {
    return this.parents[node]!;
  }

  /** Tokens from the start of the sequence to the end of the node. */
  end(node: number): number {
    return this.ends[node]!;
  }

  /** Where the children of a node start: its end, and 0 for the root. */
  start(parent: number): number {
    return parent < 0 ? 0 : this.ends[parent]!;
  }

  private grow(): void {
    this.parents = widened(this.parents, -1);
    this.ends = widened(this.ends, 0);
    this.users = widened(this.users, 0);
  }
}
