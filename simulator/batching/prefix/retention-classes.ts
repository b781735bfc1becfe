import type { RetentionLevel, RetentionRange } from '../../workload/retention.ts';

/** What blocks have that nobody says anything of (executor.h, `KvCacheRetentionConfig::kDefaultRetentionPriority`). */
const defaultPriority = 35;
/** Blocks below it are dropped and not taken to the host (evictionPolicy.cpp, `kDefaultSecondaryOffloadMinPriority`). */
const defaultHostPriority = 30;

/** What a workload's requests ask for and an engine allows. */
export interface RetentionOptions {
  readonly ranges: readonly RetentionRange[];
  readonly answer?: RetentionLevel;
  /** The least urgent blocks that are taken to the host (`secondary_offload_min_priority`). */
  readonly hostPriority?: number;
}

/**
 * The ways in which blocks are kept, each a priority and a time, as small numbers in order of priority. Without wishes
 * there is one. A block is in the range that its first token is in (`getPerBlockRetentionPriorityDuration`).
 */
export class RetentionClasses {
  readonly count: number;
  readonly standard: number;
  readonly priority: readonly number[];
  /** Seconds after which a queued block becomes a standard one; infinity where it never does. */
  readonly duration: readonly number[];
  /** The same priority without an end. */
  readonly lasting: readonly number[];
  readonly hostPriority: number;
  /** Blocks from which on another range, or none, holds, and the class of each; −1: none is said. */
  private readonly starts: readonly number[];
  private readonly wished: readonly number[];
  private readonly answer: number;

  constructor(options: RetentionOptions | undefined, blockTokens: number) {
    const ranges = options?.ranges ?? [];
    const wishes = [...ranges, ...(options?.answer ? [options.answer] : [])];
    const levels = new Map<string, RetentionLevel>();
    for (const { priority, duration } of [{ priority: defaultPriority } as RetentionLevel, ...wishes]) {
      // The standard priority does not end (evictionPolicy.cpp, `releaseBlock`).
      const ends = priority === defaultPriority ? undefined : duration;
      for (const each of [undefined, ends])
        levels.set(`${priority} ${each}`, {
          priority,
          ...(each !== undefined && { duration: each }),
        });
    }
    const sorted = [...levels.values()].sort((left, right) => left.priority - right.priority);
    this.count = sorted.length;
    this.priority = sorted.map(({ priority }) => priority);
    this.duration = sorted.map(({ duration }) => duration ?? Number.POSITIVE_INFINITY);
    const find = (priority: number, duration = Number.POSITIVE_INFINITY): number =>
      sorted.findIndex(
        (level, at) =>
          level.priority === priority && (priority === defaultPriority || this.duration[at] === duration),
      );
    this.standard = find(defaultPriority);
    this.lasting = sorted.map(({ priority }) => find(priority));
    this.answer = options?.answer ? find(options.answer.priority, options.answer.duration) : this.standard;
    this.hostPriority = options?.hostPriority ?? defaultHostPriority;
    const starts: number[] = [0];
    const wished: number[] = [-1];
    const put = (block: number, kind: number): void => {
      if (starts.at(-1) === block) wished[wished.length - 1] = kind;
      else {
        starts.push(block);
        wished.push(kind);
      }
    };
    for (const { from, to, priority, duration } of ranges) {
      const end = to === undefined ? Number.POSITIVE_INFINITY : Math.ceil(to / blockTokens);
      const start = Math.ceil(from / blockTokens);
      if (end <= start) continue;
      put(start, find(priority, duration));
      if (end < Number.POSITIVE_INFINITY) put(end, -1);
    }
    this.starts = starts;
    this.wished = wished;
  }

  /** Is there more than one? */
  get vary(): boolean {
    return this.count > 1;
  }

  /** May a run be taken to the host? */
  isOffloaded(kind: number): boolean {
    return this.priority[kind]! >= this.hostPriority;
  }

  /** The class that a request's prompt asks for a block; −1: it says nothing. */
  ofPrompt(block: number): number {
    return this.wished[this.rangeOf(block)]!;
  }

  /** The class of a block that a request took for itself, whose prompt has so many blocks. */
  ofOwn(block: number, promptBlocks: number): number {
    if (block >= promptBlocks) return this.answer;
    const wish = this.ofPrompt(block);
    return wish < 0 ? this.standard : wish;
  }

  /** Up to where blocks from `block` on have the same class, at most `to`. */
  end(block: number, to: number, promptBlocks: number): number {
    if (!this.vary) return to;
    if (block >= promptBlocks) return to;
    const next = this.starts[this.rangeOf(block) + 1] ?? Number.POSITIVE_INFINITY;
    return Math.min(to, next, promptBlocks);
  }

  private rangeOf(block: number): number {
    let at = this.starts.length - 1;
    while (this.starts[at]! > block) at--;
    return at;
  }
}
