import { describe, expect, it } from 'vitest';
import { type Retention, simulate } from '../../../simulator/index.ts';
import { engineSpec } from '../specs.ts';
import { replay } from './three-block-prompts.ts';

/** Cached tokens of each request. */
function cached(
  hashes: readonly number[],
  blocks: number,
  retention?: Retention,
  tensorrtLlm: { hostPriority?: number; onboards?: boolean } = {},
  hostBlocks = 0,
): number[] {
  return [...replay(hashes, { blocks, hostBlocks, retention, tensorrtLlm }).requests.cachedTokens];
}

const range = (from: number, to: number, priority: number, duration?: number): Retention => ({
  ranges: [{ from, to, priority, ...(duration !== undefined && { duration }) }],
});

describe('LRUEvictionPolicy (TensorRT-LLM batch_manager/evictionPolicy.cpp)', () => {
  it('takes the oldest blocks of the lowest priority', () => {
    // A prompt takes three blocks a, b, c; seven hold those of the first, those of the second and an empty one. Where
    // all are alike the third prompt takes the empty one, 1c and 1b, and 1a is left. Where texts have priority 100 it
    // takes the empty one, 1c and 2c.
    expect(cached([1, 2, 3, 1], 7)).toEqual([0, 0, 0, 32]);
    expect(cached([1, 2, 3, 1], 7, range(0, 64, 100))).toEqual([0, 0, 0, 64]);
  });

  it('gives a block the range that its first token is in', () => {
    // Tokens 0 to 32 are one block: 1b is like 1c and 2c, and older than this.
    expect(cached([1, 2, 3, 1], 7, range(0, 32, 100))).toEqual([0, 0, 0, 32]);
    expect(cached([1, 2, 3, 1], 7, range(0, 33, 100))).toEqual([0, 0, 0, 64]);
  });

  it('loses what comes after a block that is taken before it', () => {
    const first: Retention = {
      ranges: [
        { from: 0, to: 32, priority: 0 },
        { from: 32, to: 64, priority: 100 },
      ],
    };
    expect(cached([1, 1], 5, first)).toEqual([0, 64]);
    // The second prompt takes 1a, and 1b can no longer be found.
    expect(cached([1, 2, 1], 5, first)).toEqual([0, 0, 0]);
  });

  it('forgets the priority after its time', () => {
    // Six blocks: the third prompt takes three that are not empty. After 5 s texts are like anything else, and 1c, 1b
    // and 1a are the oldest. After 15 s, at 20 s, 1b and 1a have come behind 1c and 2c: 1a stays. For 25 s nothing is
    // less urgent than 1b when 1c and 2c are gone.
    const foundAfter = (seconds: number) => cached([1, 2, 3, 1], 6, range(0, 64, 100, seconds)).at(-1);
    expect([foundAfter(5), foundAfter(15), foundAfter(25)]).toEqual([0, 32, 32]);
    expect(cached([1, 2, 3, 1], 6)).toEqual([0, 0, 0, 0]);
  });

  it('takes to the host only what is important enough (secondary_offload_min_priority)', () => {
    const back = (priority: number, settings = {}) =>
      cached([1, 2, 1], 3, range(0, 64, priority), settings, 100).at(-1);
    expect(cached([1, 2, 1], 3)).toEqual([0, 0, 0]);
    expect(back(35)).toBe(64);
    expect(back(40, { hostPriority: 40 })).toBe(64);
    expect(back(40, { hostPriority: 41 })).toBe(0);
    expect(back(40, { onboards: false })).toBe(0);
  });

  it('gives up in the host what is less urgent than its empty places', () => {
    // 1b goes there, 1a takes its place, and 1c that of 1a.
    expect(cached([1, 2, 1], 3, range(0, 64, 34), {}, 100)).toEqual([0, 0, 0]);
  });
});

describe('a workload that asks for priorities', () => {
  it('keeps the common text of its prompts', () => {
    const spec = engineSpec({ blockTokens: 32, maxKvTokens: 40 * 32, maxSeqLen: 512 });
    const workload = {
      arrivals: { kind: 'poisson' as const, rate: 5 },
      prompt: { kind: 'uniform' as const, low: 200, high: 400 },
      output: { kind: 'fixed' as const, tokens: 20 },
      requests: 200,
      seed: 1,
      prefix: { share: 0.5, groups: 6 },
    };
    const alike = simulate(spec, workload);
    const kept = simulate(spec, { ...workload, retention: { prefix: { priority: 100 } } });
    expect(kept.cacheHitRate).toBeGreaterThan(1.2 * alike.cacheHitRate);
    const dropped = simulate(spec, { ...workload, retention: { prefix: { priority: 0 } } });
    expect(dropped.cacheHitRate).toBeLessThan(alike.cacheHitRate);
  });

  it('is told where no engine heeds it', () => {
    const workload = {
      arrivals: { kind: 'offline' as const },
      prompt: { kind: 'fixed' as const, tokens: 64 },
      output: { kind: 'fixed' as const, tokens: 2 },
      requests: 1,
      seed: 1,
      retention: { answer: { priority: 0 } },
    };
    const { notes } = simulate(
      engineSpec({ engine: 'vllm', engineVersion: '0.20.0', blockTokens: 16 }),
      workload,
    );
    expect(notes.join('\n')).toContain('Retention priorities are TensorRT-LLM’s');
  });
});
