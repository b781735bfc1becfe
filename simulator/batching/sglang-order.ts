import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { QueueOrder } from '../../deployment/deployment.ts';
import type { InFlightBatch } from './in-flight-batch.ts';
import type { Limits } from './scheduler.ts';

export interface QueueOrderSettings {
  readonly policy: QueueOrder;
  /** With more waiting than this `lpm` leaves the order as it is. */
  readonly longQueue: number;
  /** A request of which at most so many tokens are cached is held back for one before it with so many in common. */
  readonly inBatch: { readonly check: number; readonly inCommon: number };
}

/** Waiting requests that find the same in the radix tree, and what is below them. */
interface Found {
  readonly requests: number[];
  readonly children: Found[];
  weight: number;
}

/**
 * The order in which SGLang tries its waiting queue (managers/schedule_policy.py, `SchedulePolicy.calc_priority`). The
 * queue itself is sorted, anew for each prefill step that may take somebody, and stays so: among equals the order of
 * before holds.
 *
 * `lpm`: the longest prefix in the cache first; of those who share a prefix that is not there yet one goes ahead, and
 * the others wait at the end (`_compute_prefix_matches`). `dfs-weight`: depth first through the radix tree, the child
 * first for which more requests wait; of equal ones the one that is asked for first, where SGLang takes the one that
 * was stored first. `lof`: the longest answer first. Without a prefix cache the first two are `fcfs`.
 */
export class SglangOrder {
  private readonly batch: InFlightBatch;
  private readonly limits: Limits;
  private readonly settings: QueueOrderSettings;
  private readonly policy: QueueOrder;
  /** The same for every run: requests differ by the seed of the workload. */
  private readonly generator = xoroshiro128plus(0);
  /** Requests that are held back, and nodes of the content tree with the tokens of a waiting prompt that lie in them. */
  private readonly later = new Set<number>();
  private readonly awaited = new Map<number, number>();

  constructor(batch: InFlightBatch, limits: Limits, settings: QueueOrderSettings) {
    this.batch = batch;
    this.limits = limits;
    this.settings = settings;
    const { policy } = settings;
    const asksCache = policy === 'lpm' || policy === 'dfs-weight';
    // With priorities the server starts with `fcfs` and `lof` only (server_args.py).
    const falls = (asksCache && !batch.prefixes) || (batch.heedsPriority && policy !== 'lof');
    this.policy = falls ? 'fcfs' : policy;
  }

  /** Does the order of those who wait change while nobody comes or goes? */
  get changes(): boolean {
    return this.policy !== 'fcfs' && this.policy !== 'lof';
  }

  sort(): void {
    const { batch, settings, policy } = this;
    if (policy === 'fcfs' || (policy === 'lpm' && batch.waiting > settings.longQueue)) return;
    batch.rearrange((waiting) => this.arrange(waiting));
  }

  private arrange(waiting: number[]): void {
    const { batch } = this;
    const { computed } = batch.pool;
    switch (this.policy) {
      case 'lpm':
        for (const request of waiting) batch.mayRun(request);
        this.holdBack(waiting);
        waiting.sort((left, right) => {
          const late = Number(this.later.has(left)) - Number(this.later.has(right));
          if (late !== 0) return late;
          return this.later.has(left) ? 0 : computed[right]! - computed[left]!;
        });
        return;
      case 'dfs-weight':
        this.depthFirst(waiting);
        return;
      case 'lof':
        waiting.sort((left, right) => this.answerOf(right) - this.answerOf(left));
        return;
      case 'random':
        for (let at = waiting.length - 1; at > 0; at--) {
          const other = uniformInt(this.generator, 0, at);
          [waiting[at], waiting[other]] = [waiting[other]!, waiting[at]!];
        }
        return;
      case 'fcfs':
        return;
    }
  }

  /** In-batch prefix caching: who could find more if another were computed first. */
  private holdBack(waiting: readonly number[]): void {
    const { batch, later, awaited, settings } = this;
    const { check, inCommon } = settings.inBatch;
    const { computed, content } = batch.pool;
    const tree = batch.tree;
    later.clear();
    awaited.clear();
    for (const request of waiting) {
      if (computed[request]! > check) continue;
      const tokens = batch.promptOf(request);
      let common = 0;
      for (let node = content[request]!; node >= 0; node = tree.parent(node)) {
        const there = awaited.get(node);
        if (there === undefined) continue;
        common = Math.min(there, tokens, tree.end(node));
        break;
      }
      if (common >= inCommon) {
        later.add(request);
        continue;
      }
      for (let node = content[request]!; node >= 0; node = tree.parent(node)) {
        const there = Math.min(tokens, tree.end(node));
        if ((awaited.get(node) ?? 0) >= there) break;
        awaited.set(node, there);
      }
    }
  }

  /** `_sort_by_dfs_weight`. */
  private depthFirst(waiting: number[]): void {
    const { batch } = this;
    const root: Found = { requests: [], children: [], weight: 0 };
    const places = new Map<number, Found>();
    const placeOf = (node: number): Found => {
      if (node < 0) return root;
      const known = places.get(node);
      if (known) return known;
      const place: Found = { requests: [], children: [], weight: 0 };
      places.set(node, place);
      placeOf(batch.tree.parent(node)).children.push(place);
      return place;
    };
    for (const request of waiting) {
      // Nothing is looked up of who is refused when it comes to the front.
      const node = batch.mayRun(request) ? batch.prefixes!.lastFound(request) : -1;
      placeOf(node).requests.push(request);
    }
    weigh(root);
    waiting.length = 0;
    visit(root, waiting);
  }

  /** The answer that a request asks for, cut so that it can be held (scheduler.py, `max_req_len`). */
  private answerOf(request: number): number {
    const { limits } = this;
    const { prompt, output } = this.batch.pool;
    const most = Math.min(limits.maxSeqLen, (limits.blocks - 1) * limits.blockTokens - 1);
    return Math.min(output[request]!, most - prompt[request]!);
  }
}

function weigh(found: Found): number {
  found.weight = found.requests.length;
  for (const child of found.children) found.weight += weigh(child);
  return found.weight;
}

function visit(found: Found, order: number[]): void {
  found.children.sort((left, right) => right.weight - left.weight);
  for (const child of found.children) visit(child, order);
  order.push(...found.requests);
}
