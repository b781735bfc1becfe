import type { ContentTree } from '../../workload/content.ts';
import type { EvictionQueue } from './eviction-queue.ts';
import type { NodeBlocks } from './node-blocks.ts';
import type { RequestBlocks } from './request-blocks.ts';
import type { RetentionClasses } from './retention-classes.ts';
import { content, type Runs } from './runs.ts';

/**
 * Blocks that only one request has: they are queued when it leaves, and it finds them again if it was pre-empted and
 * they are still there. They are as many runs as they are kept in different ways, chained from the shallowest to the
 * deepest.
 */
export class OwnTails {
  private readonly tree: ContentTree;
  private readonly runs: Runs;
  private readonly queue: EvictionQueue;
  private readonly nodes: NodeBlocks;
  private readonly requests: RequestBlocks;
  private readonly classes: RetentionClasses;
  private readonly blockTokens: number;
  private readonly partialBlocks: boolean;

  constructor(
    tree: ContentTree,
    runs: Runs,
    queue: EvictionQueue,
    nodes: NodeBlocks,
    requests: RequestBlocks,
    classes: RetentionClasses,
    { blockTokens, partialBlocks }: { readonly blockTokens: number; readonly partialBlocks: boolean },
  ) {
    this.tree = tree;
    this.runs = runs;
    this.queue = queue;
    this.nodes = nodes;
    this.requests = requests;
    this.classes = classes;
    this.blockTokens = blockTokens;
    this.partialBlocks = partialBlocks;
  }

  /** The shallowest run of a request's tail; −1: it left none, or lost it. */
  of(request: number): number {
    const tail = this.requests.tail[request]!;
    return tail >= 0 && this.runs.owner[tail] === request ? tail : -1;
  }

  /** Where a tail ends. */
  end(tail: number): number {
    const { runs } = this;
    let last = tail;
    while (runs.deeper[last]! >= 0) last = runs.deeper[last]!;
    return runs.to[last]!;
  }

  /** Queues the blocks from `from` to before `to`, in which are a request's tokens up to `tokens`. */
  leave(request: number, node: number, from: number, to: number, tokens: number, returns: boolean): void {
    const { runs, queue, nodes, classes } = this;
    const promptBlocks = this.requests.prompt[request]!;
    const end = node < 0 ? 0 : this.tree.end(node);
    const crosses = this.partialBlocks && end > from * this.blockTokens && tokens > from * this.blockTokens;
    const findable = returns && this.requests.apart[request] === 0;
    const pieces = this.pieces(from, to, promptBlocks);
    let deeper = -1;
    for (let at = pieces.length - 1; at > 0; at--) {
      const [start, stop] = [pieces[at - 1]!, pieces[at]!];
      const kept = classes.ofOwn(start, promptBlocks);
      const here = crosses && at === 1;
      const last = queue.newest(kept);
      if (!here && !findable && last >= 0 && runs.content[last] === content.own) {
        if (runs.owner[last] === -1 && runs.node[last] === -1 && queue.joins(last)) {
          queue.lengthen(last, stop - start);
          continue;
        }
      }
      if (here) this.tree.use(node);
      const run = runs.take(here ? node : -1, start, stop, content.own, kept);
      if (here) {
        nodes.crossing[node]!++;
        nodes.reach[node] = Math.max(nodes.reach[node]!, Math.min(end, tokens));
      }
      if (findable) {
        runs.owner[run] = request;
        runs.deeper[run] = deeper;
        if (deeper >= 0) runs.shallower[deeper] = run;
        deeper = run;
        this.requests.tail[request] = run;
      }
      queue.append(run);
    }
  }

  /** Blocks of the deep end of a tail are taken: what is beyond can no longer be found. */
  cut(run: number): void {
    const { runs } = this;
    this.forget(runs.deeper[run]!);
    runs.deeper[run] = -1;
  }

  /** A run of a tail is gone. */
  gone(run: number): void {
    const { runs } = this;
    const shallower = runs.shallower[run]!;
    if (shallower >= 0) runs.deeper[shallower] = -1;
    runs.shallower[run] = -1;
  }

  /** Nobody finds a run or those beyond it any more; they stay where they are. */
  forget(run: number): void {
    const { runs } = this;
    let deeper: number;
    for (let at = run; at >= 0; at = deeper) {
      deeper = runs.deeper[at]!;
      runs.owner[at] = -1;
      runs.shallower[at] = -1;
      runs.deeper[at] = -1;
    }
  }

  /** The request uses its tail again, up to a block; what is beyond stays where it is and is found by nobody. */
  takeBack(tail: number, to: number, discard: (run: number) => void): void {
    const { runs, queue } = this;
    let run = tail;
    while (run >= 0 && to >= runs.to[run]!) {
      const deeper = runs.deeper[run]!;
      queue.remove(run);
      discard(run);
      run = deeper;
    }
    if (run < 0) return;
    const blocks = Math.max(0, to - runs.from[run]!);
    runs.from[run]! += blocks;
    queue.blocks -= blocks;
    this.forget(run);
  }

  /** Where blocks that are kept alike begin, and the end. */
  private pieces(from: number, to: number, promptBlocks: number): readonly number[] {
    if (!this.classes.vary) return [from, to];
    const bounds = [from];
    for (let at = from; at < to; ) {
      const end = this.classes.end(at, to, promptBlocks);
      const kind = this.classes.ofOwn(at, promptBlocks);
      const before = bounds.length > 1 && this.classes.ofOwn(bounds.at(-2)!, promptBlocks) === kind;
      if (before) bounds[bounds.length - 1] = end;
      else bounds.push(end);
      at = end;
    }
    return bounds;
  }
}
