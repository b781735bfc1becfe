import type { ContentTree } from '../../workload/content.ts';
import type { NodeBlocks } from './node-blocks.ts';
import { content, type Runs } from './runs.ts';

/**
 * Where a block may be evicted before those after it, because they have the higher priority, these can no longer be
 * found (kvCacheManager.cpp, `WindowBlockManager::freeChildren`): they stay where they are until they are taken. The
 * children of a node are not known; so each node counts how often it lost something, and whoever looks at a child
 * sees what its parent lost since.
 */
export class Reachability {
  private losses = new Int32Array(64);
  private seen = new Int32Array(64);
  private readonly tree: ContentTree;
  private readonly nodes: NodeBlocks;
  private readonly runs: Runs;

  constructor(tree: ContentTree, nodes: NodeBlocks, runs: Runs) {
    this.tree = tree;
    this.nodes = nodes;
    this.runs = runs;
  }

  /** A node lost blocks: those from `run` on, which is deeper than what it lost, and all of its children. */
  loses(node: number, run: number): void {
    this.makeRoom();
    this.strand(node, run);
    this.losses[node]!++;
  }

  /** What nodes on the way to this one lost since somebody looked is no longer found. */
  settle(node: number): void {
    if (node < 0) return;
    this.makeRoom();
    const parent = this.tree.parent(node);
    if (parent < 0) return;
    this.settle(parent);
    if (this.seen[node] === this.losses[parent]) return;
    this.seen[node] = this.losses[parent]!;
    this.strand(node, this.nodes.shallowest[node]!);
    this.losses[node]!++;
  }

  private strand(node: number, first: number): void {
    const { runs, nodes, tree } = this;
    let deeper: number;
    for (let run = first; run >= 0; run = deeper) {
      deeper = runs.deeper[run]!;
      const blocks = runs.to[run]! - runs.from[run]!;
      nodes.unlink(run);
      if (runs.onHost[run] === 1) nodes.hosted[node]! -= blocks;
      else nodes.cached[node]! -= blocks;
      nodes.empties(node);
      runs.content[run] = content.own;
      runs.node[run] = -1;
      runs.shallower[run] = -1;
      runs.deeper[run] = -1;
      tree.drop(node);
    }
  }

  private makeRoom(): void {
    while (this.tree.capacity > this.losses.length) {
      const [losses, seen] = [this.losses, this.seen];
      this.losses = new Int32Array(2 * losses.length);
      this.seen = new Int32Array(2 * losses.length);
      this.losses.set(losses);
      this.seen.set(seen);
    }
  }
}
