import type { ContentTree } from '../../workload/content.ts';
import { EvictionQueue } from './eviction-queue.ts';
import type { NodeBlocks } from './node-blocks.ts';
import type { Reachability } from './reachability.ts';
import type { RetentionClasses } from './retention-classes.ts';
import { content, type Runs } from './runs.ts';

/**
 * Blocks in the host's memory, to which evicted ones go and from which they come back when they are found again
 * (TensorRT-LLM's secondary blocks: kvCacheManager.cpp, `WindowBlockManager::getFreeBlock` and `onboardBlock`). Its
 * queue always holds the whole pool: places that hold nothing wait in it like the others.
 */
export class HostPool {
  /** Blocks whose content was dropped, and blocks that were fetched. */
  dropped = 0;
  fetched = 0;
  readonly queue: EvictionQueue;
  private readonly runs: Runs;
  private readonly nodes: NodeBlocks;
  private readonly tree: ContentTree;
  private readonly blocks: number;
  private readonly classes: RetentionClasses;
  private readonly reach: Reachability | undefined;

  constructor(
    runs: Runs,
    nodes: NodeBlocks,
    tree: ContentTree,
    blocks: number,
    classes: RetentionClasses,
    reach: Reachability | undefined,
  ) {
    this.classes = classes;
    this.reach = reach;
    this.runs = runs;
    this.nodes = nodes;
    this.tree = tree;
    this.blocks = blocks;
    this.queue = new EvictionQueue(runs, classes);
    this.queue.append(runs.take(-1, 0, blocks, content.nothing, classes.standard));
  }

  /** Moves blocks here from the deep end of a run; they keep their priority, but without an end. */
  offload(run: number, blocks: number): void {
    const { runs, queue, nodes } = this;
    const lost = Math.max(0, blocks - this.blocks);
    this.dropped += lost;
    this.take(blocks - lost);
    const from = runs.to[run]! - blocks;
    const to = runs.to[run]! - lost;
    if (to === from) return;
    const kept = this.classes.lasting[runs.kept[run]!]!;
    const newest = queue.newest(kept);
    if (runs.content[run] === content.own) {
      if (newest >= 0 && runs.content[newest] === content.own) queue.lengthen(newest, to - from);
      else queue.append(runs.take(-1, from, to, content.own, kept));
      return;
    }
    const node = runs.node[run]!;
    nodes.hosted[node]! += to - from;
    const deeper = runs.deeper[run]!;
    if (deeper >= 0 && deeper === newest && runs.from[deeper] === to) {
      runs.from[deeper] = from;
      queue.blocks += to - from;
      return;
    }
    this.tree.use(node);
    const moved = runs.take(node, from, to, content.shared, kept);
    runs.onHost[moved] = 1;
    nodes.link(moved, run);
    queue.append(moved);
  }

  /** Brings the blocks of a run back to the GPU, where their reader has room for them. */
  fetch(run: number): void {
    const { runs, queue, nodes } = this;
    const blocks = runs.to[run]! - runs.from[run]!;
    queue.remove(run);
    runs.onHost[run] = 0;
    nodes.hosted[runs.node[run]!]! -= blocks;
    nodes.cached[runs.node[run]!]! += blocks;
    this.fetched += blocks;
    this.leave(blocks);
  }

  /** `part` is the deep end of a run that is here. */
  splits(run: number, part: number): void {
    this.runs.onHost[part] = 1;
    this.queue.insertBefore(run, part);
  }

  /** Places that are empty from now on, behind all others. */
  private leave(blocks: number): void {
    const { runs, queue, classes } = this;
    const newest = queue.newest(classes.standard);
    if (newest >= 0 && runs.content[newest] === content.nothing) queue.lengthen(newest, blocks);
    else queue.append(runs.take(-1, 0, blocks, content.nothing, classes.standard));
  }

  /** Takes the oldest places. */
  private take(blocks: number): void {
    const { runs, queue, nodes } = this;
    let left = blocks;
    while (left > 0) {
      const run = queue.oldest;
      const taken = Math.min(left, runs.to[run]! - runs.from[run]!);
      left -= taken;
      runs.to[run]! -= taken;
      queue.blocks -= taken;
      const node = runs.node[run]!;
      const deeper = runs.deeper[run]!;
      if (runs.content[run] !== content.nothing) this.dropped += taken;
      if (runs.content[run] === content.shared) {
        nodes.hosted[node]! -= taken;
        nodes.empties(node);
        this.reach?.loses(node, deeper);
      }
      if (runs.to[run]! > runs.from[run]!) continue;
      if (node >= 0) nodes.unlink(run);
      queue.remove(run);
      runs.free(run);
      if (node >= 0) this.tree.drop(node);
    }
  }
}
