import type { RetentionClasses } from './retention-classes.ts';
import type { Runs } from './runs.ts';

/**
 * Runs in the order in which their blocks are taken: those of the lowest priority first, and of these the oldest
 * (TensorRT-LLM's evictionPolicy.cpp, `LRUEvictionPolicy`, which has a list for each priority). Where priorities end
 * there is a list for each priority and time, each in order of age and so of its end; a stamp orders them among each
 * other. Engines without priorities have one list.
 */
export class EvictionQueue {
  /** In all lists. */
  blocks = 0;
  /** The moment at which runs come in. */
  now = 0;
  private readonly runs: Runs;
  private readonly classes: RetentionClasses;
  private readonly heads: Int32Array;
  private readonly tails: Int32Array;
  private stamps = 0;

  constructor(runs: Runs, classes: RetentionClasses) {
    this.runs = runs;
    this.classes = classes;
    this.heads = new Int32Array(classes.count).fill(-1);
    this.tails = new Int32Array(classes.count).fill(-1);
  }

  /** The run whose blocks are taken next; −1: there is none. */
  get oldest(): number {
    const { heads, runs, classes } = this;
    if (heads.length === 1) return heads[0]!;
    let oldest = -1;
    for (let kind = 0; kind < heads.length; kind++) {
      const head = heads[kind]!;
      if (head < 0) continue;
      if (oldest < 0) oldest = head;
      else if (classes.priority[kind] !== classes.priority[runs.kept[oldest]!]) return oldest;
      else if (runs.stamp[head]! < runs.stamp[oldest]!) oldest = head;
    }
    return oldest;
  }

  /** The run of a class that came last, if nothing of its priority came after it; −1: there is none. */
  newest(kind: number): number {
    const { tails, runs, classes } = this;
    const newest = tails[kind]!;
    if (tails.length === 1 || newest < 0) return newest;
    for (let other = 0; other < tails.length; other++) {
      if (other === kind || tails[other]! < 0) continue;
      if (classes.priority[other] !== classes.priority[kind]) continue;
      if (runs.stamp[tails[other]!]! > runs.stamp[newest]!) return -1;
    }
    return newest;
  }

  /** May a run that comes now be made one with the newest of its class? */
  joins(newest: number): boolean {
    const { runs, classes } = this;
    const ends = classes.duration[runs.kept[newest]!] !== Number.POSITIVE_INFINITY;
    return !ends || runs.released[newest] === this.now;
  }

  append(run: number): void {
    const { runs } = this;
    const kind = runs.kept[run]!;
    const newest = this.tails[kind]!;
    runs.stamp[run] = this.stamps++;
    runs.released[run] = this.now;
    runs.older[run] = newest;
    runs.newer[run] = -1;
    if (newest >= 0) runs.newer[newest] = run;
    else this.heads[kind] = run;
    this.tails[kind] = run;
    this.blocks += runs.to[run]! - runs.from[run]!;
  }

  remove(run: number): void {
    const { runs } = this;
    const kind = runs.kept[run]!;
    const older = runs.older[run]!;
    const newer = runs.newer[run]!;
    if (older >= 0) runs.newer[older] = newer;
    else this.heads[kind] = newer;
    if (newer >= 0) runs.older[newer] = older;
    else this.tails[kind] = older;
    this.blocks -= runs.to[run]! - runs.from[run]!;
  }

  /** `part` was the deep end of a run in the queue and is taken just before the rest of it. */
  insertBefore(run: number, part: number): void {
    const { runs } = this;
    const older = runs.older[run]!;
    runs.stamp[part] = runs.stamp[run]!;
    runs.released[part] = runs.released[run]!;
    runs.older[part] = older;
    runs.newer[part] = run;
    runs.older[run] = part;
    if (older >= 0) runs.newer[older] = part;
    else this.heads[runs.kept[run]!] = part;
  }

  /** A run in the queue that nobody looks up gets so many blocks more. */
  lengthen(run: number, blocks: number): void {
    this.runs.to[run]! += blocks;
    this.blocks += blocks;
  }

  /** When the next run becomes a standard one; infinity where none does. */
  nextEnd(): number {
    let next = Number.POSITIVE_INFINITY;
    const run = this.nextToEnd();
    if (run >= 0) next = this.endOf(run);
    return next;
  }

  /** Runs whose time is over wait behind all standard ones (`LRUEvictionPolicy::refresh`). */
  refresh(now: number): void {
    this.now = now;
    for (;;) {
      const run = this.nextToEnd();
      if (run < 0 || this.endOf(run) > now) return;
      this.remove(run);
      this.runs.kept[run] = this.classes.standard;
      this.append(run);
    }
  }

  private nextToEnd(): number {
    let next = -1;
    for (let kind = 0; kind < this.heads.length; kind++) {
      const head = this.heads[kind]!;
      if (head < 0 || this.classes.duration[kind] === Number.POSITIVE_INFINITY) continue;
      if (next < 0 || this.endOf(head) < this.endOf(next)) next = head;
    }
    return next;
  }

  private endOf(run: number): number {
    return this.runs.released[run]! + this.classes.duration[this.runs.kept[run]!]!;
  }
}
