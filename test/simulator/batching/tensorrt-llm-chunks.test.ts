import { describe, expect, it } from 'vitest';
import type { ChunkingPolicy } from '../../../deployment/deployment.ts';
import { chunksOf } from '../../../simulator/batching/context-chunks.ts';
import type { Limits } from '../../../simulator/batching/scheduler.ts';
import { TensorrtLlmScheduler } from '../../../simulator/batching/tensorrt-llm.ts';
import { type Case, type Served, serve, traced } from './serve.ts';

const run = (
  limits: Partial<Limits>,
  requests: Case['requests'],
  chunking: ChunkingPolicy = 'first-come-first-served',
): Served =>
  serve({
    requests,
    limits,
    reserves: { unstored: 0 },
    policy: (batch, all, capacity) =>
      new TensorrtLlmScheduler(batch, all, capacity, { drains: false, chunking }),
  });

const three = [traced(0, 13, 1), traced(0, 9, 1), traced(0, 2, 1)];

describe('MicroBatchScheduler with chunking', () => {
  it('first come, first served: a short prompt takes what is less than a chunk', () => {
    // Units of 4, 10 tokens. 13: ⌊10 / 4⌋ · 4 = 8. 9 of the 2 left: nothing. 2 of the 2 left: all. Then 5 and ⌊5 / 4⌋ · 4.
    const { requests, steps } = run({ stepTokens: 10, chunkUnit: 4 }, three);
    expect(steps).toEqual(['10+0', '9+0', '5+0']);
    expect([...requests.finished]).toEqual([2, 3, 1]);
  });

  it('counts a request that gets no chunk among the rows', () => {
    const { requests } = run({ stepTokens: 10, chunkUnit: 4, rows: 2 }, three);
    expect([...requests.scheduled]).toEqual([0, 1, 2]);
  });

  it('equal progress: one unit each in turn', () => {
    // 4 + 4 + 2 = 10; then of 9 and 5: 4 + 4, the ninth token fits the second prompt alone; then the other 5.
    const { requests, steps } = run({ stepTokens: 10, chunkUnit: 4 }, three, 'equal-progress');
    expect(steps).toEqual(['10+0', '9+0', '5+0']);
    expect([...requests.finished]).toEqual([3, 2, 1]);
  });

  it('takes prompts whole where all fit', () => {
    const chunks: number[] = [];
    chunksOf([13, 9, 2], 24, 4, chunks);
    expect(chunks).toEqual([13, 9, 2]);
  });
});

describe('MicroBatchScheduler without chunking', () => {
  it('stops at the first prompt that does not fit, and generating requests come first', () => {
    const { steps, requests } = run({ stepTokens: 10, chunkedPrefill: false }, [
      traced(0, 6, 2),
      traced(0, 6, 1),
      traced(0, 3, 1),
    ]);
    expect(steps).toEqual(['6+0', '9+1']);
    expect([...requests.scheduled]).toEqual([0, 1, 1]);
  });

  it('refuses a prompt over max_num_tokens', () => {
    const { recorder } = run({ stepTokens: 10, chunkedPrefill: false }, [traced(0, 11, 1), traced(0, 10, 1)]);
    expect([recorder.answered, recorder.completed]).toEqual([2, 1]);
  });
});
