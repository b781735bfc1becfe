import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PrefixCache } from '../../../simulator/batching/prefix/prefix-cache.ts';
import { ContentTree } from '../../../simulator/workload/content.ts';
import { type Block, BlockQueue } from './block-queue.ts';

interface Live {
  readonly request: number;
  readonly node: number;
  /** Tokens of its prompt and of everything that it will have. */
  readonly prompt: number;
  readonly longest: number;
  /** The node was made for it: nobody else may have it until it is done. */
  readonly ownNode: boolean;
  computed: number;
  table: Block[];
}

/** The same requests through both caches, operation by operation. */
class Pair {
  readonly tree = new ContentTree();
  readonly nodes: number[] = [];
  readonly reference: BlockQueue;
  readonly cache: PrefixCache;
  readonly running: Live[] = [];
  readonly waiting: Live[] = [];
  hits = 0;
  copies = 0;
  returned = 0;
  private readonly content = { content: new Int32Array(1024).fill(-1) };
  private readonly blocks: number;
  private readonly size: number;
  private requests = 0;
  private used = 0;

  constructor(blocks: number, size: number, emptyFirst: boolean) {
    this.blocks = blocks;
    this.size = size;
    this.reference = new BlockQueue(blocks, size, emptyFirst);
    this.cache = new PrefixCache(this.tree, this.content, {
      blockTokens: size,
      blocks,
      hostBlocks: 0,
      emptyFirst,
      duplicates: 'copy',
      partialBlocks: false,
    });
  }

  add(parent: number, tokens: number): void {
    const node = this.tree.add(
      this.nodes.length === 0 ? -1 : (this.nodes[parent % this.nodes.length] ?? -1),
      tokens,
    );
    this.nodes.push(node);
  }

  /** A new request; with `own` it continues a conversation: its answer is found by the next turn. */
  arrive(at: number, unique: number, output: number, own: boolean): void {
    const parent = this.nodes.length === 0 ? -1 : this.nodes[at % this.nodes.length]!;
    const start = this.tree.start(parent);
    if (start + unique === 0) return;
    const prompt = start + unique;
    const node = own && unique > 0 ? this.tree.add(parent, unique + output) : parent;
    const request = this.requests++;
    this.content.content[request] = node;
    this.waiting.push({
      request,
      node,
      prompt,
      longest: prompt + output,
      ownNode: node !== parent,
      computed: 0,
      table: [],
    });
  }

  /** Starts who waits longest with its first chunk, where there is room for it. */
  start(chunk: number): void {
    const live = this.waiting[0];
    // A prompt that is cut takes all that is left of the step: nobody starts before it is computed.
    if (!live || this.running.some((other) => other.computed < other.prompt)) return;
    const goal = this.goal(live);
    const found = this.reference.find(this.tokens(live, goal));
    const hit = this.cache.lookup(live.request, goal);
    expect(hit).toBe(found.length * this.size);
    const shared = this.cache.shared(live.request);
    expect(shared).toBe(found.filter((block) => block.refs > 0).length);
    const tokens = Math.min(goal, hit + chunk);
    if (this.reference.needed(found, tokens) > this.reference.free.length) return;
    this.waiting.shift();
    this.running.push(live);
    if (hit > 0) this.hits++;
    if (live.computed > 0 && hit > this.tree.start(live.node)) this.returned++;
    this.reference.touch(found);
    live.table = [...found];
    this.reference.allocate(live.table, this.tokens(live, tokens));
    this.cache.start(live.request);
    this.used += Math.ceil(tokens / this.size) - shared;
    this.cache.fit(this.blocks - this.used);
    live.computed = tokens;
    this.cache.store(live.request, tokens);
    if (this.copiesNow() > 0) this.copies++;
  }

  /** Computes more of a running request: its prompt, then its answer token by token. */
  advance(at: number, chunk: number): void {
    const live = this.running[at % Math.max(1, this.running.length)];
    if (!live) return;
    const prefills = live.computed < live.prompt;
    const tokens = Math.min(prefills ? live.prompt : live.longest - 1, live.computed + chunk);
    if (tokens <= live.computed) return;
    const more = Math.ceil(tokens / this.size) - live.table.length;
    if (more > this.reference.free.length) return;
    this.reference.allocate(live.table, this.tokens(live, tokens));
    this.used += more;
    this.cache.fit(this.blocks - this.used);
    live.computed = tokens;
    if (prefills) this.cache.store(live.request, tokens);
  }

  finish(at: number): void {
    const live = this.running[at % Math.max(1, this.running.length)];
    if (!live) return;
    this.release(live, false);
    if (live.ownNode) this.nodes.push(live.node);
  }

  preempt(): void {
    const live = this.running.at(-1);
    if (!live) return;
    this.release(live, true);
    this.waiting.unshift(live);
  }

  /** A waiting request is given up. */
  withdraw(): void {
    const live = this.waiting.shift();
    if (live) this.cache.forget(live.request);
  }

  check(): void {
    expect(this.blocks - this.used).toBe(this.reference.free.length);
    expect(this.cache.evicted).toBe(this.reference.evicted);
    for (const node of this.nodes) {
      const tokens = this.path(node);
      tokens.push('beyond');
      expect(this.cache.nodes.stored(node)).toBe(this.reference.find(tokens).length);
    }
    expect(this.cache.queue.blocks).toBeLessThanOrEqual(this.reference.free.length);
  }

  private release(live: Live, returns: boolean): void {
    this.running.splice(this.running.indexOf(live), 1);
    this.reference.release(live.table);
    this.used -= live.table.length;
    this.used += this.cache.release(live.request, live.computed, live.table.length, returns);
    live.table = [];
  }

  /** Tokens to compute before it decodes: a pre-empted request's answer so far too. */
  private goal(live: Live): number {
    return live.computed < live.prompt ? live.prompt : live.computed + 1;
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

  private copiesNow(): number {
    return this.nodes.filter((node) => this.cache.nodes.copies[node]! >= 0).length;
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
    { weight: 6, arbitrary: fc.tuple(fc.constant('start' as const), fc.integer({ min: 1, max: 30 })) },
    {
      weight: 6,
      arbitrary: fc.tuple(fc.constant('advance' as const), small, fc.integer({ min: 1, max: 8 })),
    },
    { weight: 3, arbitrary: fc.tuple(fc.constant('finish' as const), small) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('preempt' as const)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('withdraw' as const)) },
  ),
  { minLength: 20, maxLength: 120 },
);

describe('the prefix cache of vLLM', () => {
  it('finds, evicts and frees what a queue of single blocks does', () => {
    const seen = { hits: 0, copies: 0, returned: 0, evicted: 0 };
    fc.assert(
      fc.property(
        operations,
        fc.integer({ min: 4, max: 24 }),
        fc.constantFrom(1, 2, 4),
        fc.boolean(),
        (steps, blocks, size, emptyFirst) => {
          const pair = new Pair(blocks, size, emptyFirst);
          for (const step of steps) {
            if (step[0] === 'add') pair.add(step[1], step[2]);
            else if (step[0] === 'arrive') pair.arrive(step[1], step[2], step[3], step[4]);
            else if (step[0] === 'start') pair.start(step[1]);
            else if (step[0] === 'advance') pair.advance(step[1], step[2]);
            else if (step[0] === 'finish') pair.finish(step[1]);
            else if (step[0] === 'preempt') pair.preempt();
            else pair.withdraw();
            pair.check();
          }
          seen.hits += pair.hits;
          seen.copies += pair.copies;
          seen.returned += pair.returned;
          seen.evicted += pair.reference.evicted;
        },
      ),
      { numRuns: 600, seed: 3 },
    );
    // The draw reaches every case, or this test would prove less than it says.
    expect(seen.hits).toBeGreaterThan(500);
    expect(seen.copies).toBeGreaterThan(50);
    expect(seen.returned).toBeGreaterThan(50);
    expect(seen.evicted).toBeGreaterThan(500);
  }, 60_000);
});
