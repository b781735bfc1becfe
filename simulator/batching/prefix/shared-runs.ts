import type { ContentTree } from '../../workload/content.ts';
import type { EvictionQueue } from './eviction-queue.ts';
import type { HostPool } from './host-pool.ts';
import type { NodeBlocks } from './node-blocks.ts';
import type { RetentionClasses } from './retention-classes.ts';
import { content, type Runs } from './runs.ts';

/** The runs that several requests may use: those of the nodes of the content tree, and who uses them. */
export class SharedRuns {
  private readonly tree: ContentTree;
  private readonly runs: Runs;
  private readonly queue: EvictionQueue;
  private readonly nodes: NodeBlocks;
  private readonly classes: RetentionClasses;
  private readonly host: HostPool | undefined;

  constructor(
    tree: ContentTree,
    runs: Runs,
    queue: EvictionQueue,
    nodes: NodeBlocks,
    classes: RetentionClasses,
    host: HostPool | undefined,
  ) {
    this.tree = tree;
    this.runs = runs;
    this.queue = queue;
    this.nodes = nodes;
    this.classes = classes;
    this.host = host;
  }

  /** One request more uses the blocks `from` to before `to` along the path to a node. */
  hold(node: number, from: number, to: number): void {
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

  /**
   * The blocks that a request found are kept as it asks (evictionPolicy.cpp, `claimBlock`); where it asks for nothing
   * they keep their priority, but without an end.
   */
  claim(node: number, held: number): void {
    const { nodes, runs, classes } = this;
    for (let at = node; at >= 0; at = this.tree.parent(at)) {
      for (let run = nodes.shallowest[at]!; run >= 0 && runs.from[run]! < held; run = runs.deeper[run]!) {
        const end = classes.end(runs.from[run]!, runs.to[run]!, Number.POSITIVE_INFINITY);
        if (end < runs.to[run]!) this.split(run, end);
        const wish = classes.ofPrompt(runs.from[run]!);
        runs.kept[run] = wish < 0 ? classes.lasting[runs.kept[run]!]! : wish;
      }
    }
  }

  /** Cuts a run in two at a block; the deep part keeps its place in the queue. */
  private split(run: number, at: number): void {
    const { runs, nodes } = this;
    const part = this.newRun(runs.node[run]!, at, runs.to[run]!, content.shared, runs.kept[run]!);
    runs.refs[part] = runs.refs[run]!;
    runs.to[run] = at;
    nodes.link(part, run);
    if (runs.refs[run] !== 0) return;
    if (this.host && runs.onHost[run] === 1) this.host.splits(run, part);
    else this.queue.insertBefore(run, part);
  }

  store(node: number, from: number, to: number, promptBlocks: number, extend: boolean): void {
    const { nodes, runs, classes } = this;
    if (to <= from) return;
    let end: number;
    for (let at = from; at < to; at = end) {
      end = classes.end(at, to, promptBlocks);
      const kept = classes.ofOwn(at, promptBlocks);
      const last = nodes.deepest[node]!;
      // Only this request uses the run before: it grows.
      const grows = extend && last >= 0 && runs.to[last] === at && runs.refs[last] === 1;
      if (grows && runs.kept[last] === kept) runs.to[last] = end;
      else {
        const run = this.newRun(node, at, end, content.shared, kept);
        runs.refs[run] = 1;
        nodes.link(run, last);
      }
      nodes.begins(node);
      nodes.cached[node]! += end - at;
      nodes.extendUsed(node, nodes.deepest[node]!);
    }
  }

  /** A request keeps its own block, whose like is stored already. Returns it. */
  keepCopy(node: number, block: number): number {
    const copy = this.newRun(node, block, block + 1, content.copy, this.classes.standard);
    this.runs.refs[copy] = 1;
    this.nodes.linkCopy(copy);
    return copy;
  }

  /** One request less uses the first `held` blocks along the path, from the deep end. */
  letGo(node: number, held: number, copy: number): number {
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
    if (
      deeper >= 0 &&
      runs.from[deeper] === runs.to[run] &&
      runs.kept[deeper] === runs.kept[run] &&
      deeper === queue.newest(runs.kept[run]!) &&
      queue.joins(deeper)
    ) {
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

  /** A copy takes the place of the block after a run that was evicted. */
  promote(copy: number, run: number): void {
    const { nodes, runs } = this;
    nodes.unlinkCopy(copy);
    runs.content[copy] = content.shared;
    nodes.link(copy, run);
    nodes.extendUsed(runs.node[copy]!, copy);
  }

  private newRun(node: number, from: number, to: number, holds: number, kept: number): number {
    if (node >= 0) this.tree.use(node);
    return this.runs.take(node, from, to, holds, kept);
  }

  discard(run: number): void {
    const node = this.runs.node[run]!;
    this.runs.free(run);
    if (node >= 0) this.tree.drop(node);
  }
}
