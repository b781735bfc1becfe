import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PrefixCache } from '../../../simulator/batching/prefix/prefix-cache.ts';
import type { RetentionOptions } from '../../../simulator/batching/prefix/retention-classes.ts';
import { ContentTree } from '../../../simulator/workload/content.ts';
import { type Block, PriorityQueue, type Wish } from './priority-queue.ts';

interface Live {
  readonly request: number;
  readonly node: number;
  readonly prompt: number;
  readonly longest: number;
  readonly ownNode: boolean;
  /** Blocks of the prompt when it started, and those of its own that others may find. */
  promptBlocks: number;
  inTree: number;
  computed: number;
  table: Block[];
}

/** The same requests through both caches, operation by operation. */
class Pair {
  readonly tree = new ContentTree();
  readonly nodes: number[] = [];
  readonly reference: PriorityQueue;
  readonly cache: PrefixCache;
  readonly running: Live[] = [];
  readonly waiting: Live[] = [];
  hits = 0;
  returned = 0;
  private readonly content = { content: new Int32Array(4096).fill(-1) };
  private readonly blocks: number;
  private readonly size: number;
  private readonly retention: RetentionOptions;
  private requests = 0;
  private used = 0;
  private now = 0;

  constructor(blocks: number, size: number, retention: RetentionOptions) {
    this.blocks = blocks;
    this.size = size;
    this.retention = retention;
    this.reference = new PriorityQueue(blocks, size);
    this.cache = new PrefixCache(this.tree, this.content, {
      blockTokens: size,
      blocks,
      hostBlocks: 0,
      emptyFirst: false,
      duplicates: 'private',
      partialBlocks: false,
      retention,
    });
  }

  add(parent: number, tokens: number): void {
    const above = this.nodes.length === 0 ? -1 : (this.nodes[parent % this.nodes.length] ?? -1);
    this.nodes.push(this.tree.add(above, tokens));
  }

  arrive(at: number, unique: number, output: number, own: boolean): void {
    const parent = this.nodes.length === 0 ? -1 : this.nodes[at % this.nodes.length]!;
    const prompt = this.tree.start(parent) + unique;
    if (prompt === 0) return;
    const node = own && unique > 0 ? this.tree.add(parent, unique + output) : parent;
    const request = this.requests++;
    this.content.content[request] = node;
    const blocks = { promptBlocks: 0, inTree: 0, computed: 0, table: [] };
    this.waiting.push({
      request,
      node,
      prompt,
      longest: prompt + output,
      ownNode: node !== parent,
      ...blocks,
    });
  }

  /** Time passes, and a step is planned. */
  wait(time: number): void {
    this.now += time;
    this.reference.refresh(this.now);
    this.cache.refresh(this.now);
  }

  /** Starts who waits longest with room for its whole prompt. */
  start(): void {
    const live = this.waiting[0];
    if (!live) return;
    const goal = live.computed < live.prompt ? live.prompt : live.computed + 1;
    const tokens = this.tokens(live, goal);
    const found = this.reference.find(tokens);
    expect(this.cache.lookup(live.request, goal)).toBe(found.length * this.size);
    const shared = this.cache.shared(live.request);
    expect(shared).toBe(found.filter((block) => block.refs > 0).length);
    const all = Math.ceil(goal / this.size);
    if (this.used + all - shared > this.blocks) return;
    this.waiting.shift();
    this.running.push(live);
    if (found.length > 0) this.hits++;
    const inPath = Math.min(found.length, this.ends(live.node));
    if (found.length > inPath) this.returned++;
    live.promptBlocks = all;
    for (let at = 0; at < all; at++) {
      const wish = this.wish(at);
      const like = found[at];
      if (!like) {
        live.table.push(this.reference.take(wish ?? { priority: 35, duration: undefined }));
        continue;
      }
      // What it takes back of its own is kept like what is new.
      this.reference.claim(like, at < inPath ? wish : (wish ?? { priority: 35, duration: undefined }));
      live.table.push(like);
    }
    live.inTree = found.length;
    live.computed = found.length * this.size;
    this.cache.start(live.request);
    this.used += all - shared;
    this.cache.fit(this.blocks - this.used);
  }

  /** Computes the rest of a prompt, or more of an answer. */
  advance(at: number, more: number): void {
    const live = this.running[at % Math.max(1, this.running.length)];
    if (!live) return;
    const prompt = live.promptBlocks * this.size;
    if (live.computed < live.prompt) {
      live.computed = live.prompt;
      this.store(live, live.prompt - 1);
      this.cache.store(live.request, live.prompt - 1);
      return;
    }
    const tokens = Math.min(live.longest - 1, Math.max(live.computed, prompt - this.size) + more);
    if (tokens <= live.computed) return;
    const grows = Math.max(0, Math.ceil(tokens / this.size) - live.table.length);
    if (this.used + grows > this.blocks) return;
    for (let block = 0; block < grows; block++) {
      const { answer } = this.retention;
      live.table.push(this.reference.take({ priority: answer?.priority ?? 35, duration: answer?.duration }));
    }
    this.used += grows;
    this.cache.fit(this.blocks - this.used);
    live.computed = tokens;
  }

  finish(at: number, returns: boolean): void {
    const live = returns ? this.running.at(-1) : this.running[at % Math.max(1, this.running.length)];
    if (!live) return;
    this.running.splice(this.running.indexOf(live), 1);
    this.store(live, live.computed);
    this.reference.release(live.table);
    this.used -= live.table.length;
    this.used += this.cache.release(live.request, live.computed, live.table.length, returns);
    live.table = [];
    if (returns) this.waiting.unshift(live);
    else if (live.ownNode) this.nodes.push(live.node);
  }

  withdraw(): void {
    const live = this.waiting.shift();
    if (live) this.cache.forget(live.request);
  }

  check(): void {
    expect(this.blocks - this.used).toBe(this.reference.free);
    const probe = this.content.content.length - 1;
    for (const node of this.nodes) {
      this.content.content[probe] = node;
      const tokens = [...this.path(node), 'beyond'];
      expect(this.cache.lookup(probe, tokens.length)).toBe(this.reference.find(tokens).length * this.size);
    }
    expect(this.cache.queue.blocks).toBe(this.reference.free);
  }

  private store(live: Live, tokens: number): void {
    if (live.inTree < 0) return;
    // Blocks of its own tokens are stored when it leaves.
    const known = live.table.length === 0 ? [] : this.tokens(live, tokens);
    const inTree = this.reference.store(live.table, live.inTree, known);
    live.inTree = inTree < 0 ? -1 : Math.max(live.inTree, inTree);
  }

  private wish(block: number): Wish | undefined {
    const token = block * this.size;
    const range = this.retention.ranges.find(
      ({ from, to = Number.POSITIVE_INFINITY }) => from <= token && token < to,
    );
    return range && { priority: range.priority, duration: range.duration };
  }

  private ends(node: number): number {
    return node < 0 ? 0 : Math.floor(this.tree.end(node) / this.size);
  }

  private tokens(live: Live, count: number): string[] {
    const tokens = this.path(live.node).slice(0, count);
    for (let at = tokens.length; at < count; at++) tokens.push(`r${live.request}.${at}`);
    return tokens;
  }

  private path(node: number): string[] {
    if (node < 0) return [];
    const tokens = this.path(this.tree.parent(node));
    for (let at = tokens.length; at < this.tree.end(node); at++) tokens.push(`n${node}.${at}`);
    return tokens;
  }
}

const small = fc.nat({ max: 40 });
const operations = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.tuple(fc.constant('add' as const), small, fc.integer({ min: 1, max: 9 })) },
    {
      weight: 5,
      arbitrary: fc.tuple(
        fc.constant('arrive' as const),
        small,
        fc.nat({ max: 7 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
      ),
    },
    { weight: 6, arbitrary: fc.tuple(fc.constant('start' as const)) },
    {
      weight: 6,
      arbitrary: fc.tuple(fc.constant('advance' as const), small, fc.integer({ min: 1, max: 8 })),
    },
    { weight: 3, arbitrary: fc.tuple(fc.constant('finish' as const), small, fc.boolean()) },
    { weight: 2, arbitrary: fc.tuple(fc.constant('wait' as const), fc.constantFrom(0.5, 1, 3)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('withdraw' as const)) },
  ),
  { minLength: 20, maxLength: 120 },
);

const level = {
  priority: fc.constantFrom(0, 20, 35, 60, 100),
  duration: fc.constantFrom(undefined, 2, 5),
};
const known = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
const retentions = fc
  .record({
    bounds: fc.uniqueArray(fc.nat({ max: 20 }), { minLength: 0, maxLength: 5 }),
    levels: fc.array(fc.record(level), { minLength: 3, maxLength: 3 }),
    answer: fc.option(fc.record(level), { nil: undefined }),
  })
  .map(({ bounds, levels, answer }): RetentionOptions => {
    const sorted = [...bounds].sort((left, right) => left - right);
    const ranges = levels
      .slice(0, Math.ceil(sorted.length / 2))
      .map((each, at) => known({ ...each, from: sorted[2 * at]!, to: sorted[2 * at + 1] }));
    return {
      ranges: ranges as RetentionOptions['ranges'],
      ...(answer && { answer: known(answer) as { priority: number } }),
    };
  });

describe("TensorRT-LLM's priorities", () => {
  it('find, evict and free what a queue of single blocks for each priority does', () => {
    const seen = { hits: 0, returned: 0 };
    fc.assert(
      fc.property(
        operations,
        fc.integer({ min: 4, max: 24 }),
        fc.constantFrom(1, 2, 4),
        retentions,
        (steps, blocks, size, retention) => {
          const pair = new Pair(blocks, size, retention);
          for (const step of steps) {
            if (step[0] === 'add') pair.add(step[1], step[2]);
            else if (step[0] === 'arrive') pair.arrive(step[1], step[2], step[3], step[4]);
            else if (step[0] === 'start') pair.start();
            else if (step[0] === 'advance') pair.advance(step[1], step[2]);
            else if (step[0] === 'finish') pair.finish(step[1], step[2]);
            else if (step[0] === 'wait') pair.wait(step[1]);
            else pair.withdraw();
            pair.check();
          }
          seen.hits += pair.hits;
          seen.returned += pair.returned;
        },
      ),
      { numRuns: 800, seed: 5 },
    );
    // The draw reaches every case, or this test would prove less than it says.
    expect(seen.hits).toBeGreaterThan(500);
    expect(seen.returned).toBeGreaterThan(50);
  }, 60_000);
});
