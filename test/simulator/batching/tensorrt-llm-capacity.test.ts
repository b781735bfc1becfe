import { describe, expect, it } from 'vitest';
import { OnDemandCapacity } from '../../../simulator/batching/on-demand-capacity.ts';
import type { Limits } from '../../../simulator/batching/scheduler.ts';
import { TensorrtLlmScheduler } from '../../../simulator/batching/tensorrt-llm.ts';
import { type Case, openLimits, type Served, serve, traced } from './serve.ts';

const run = (
  limits: Partial<Limits>,
  requests: Case['requests'],
  policy: 'guaranteed-no-evict' | 'max-utilization' | 'static-batch',
): Served =>
  serve({
    requests,
    limits,
    ...(policy !== 'max-utilization' && { reserves: { unstored: 0 } }),
    policy: (batch, all, capacity) =>
      new TensorrtLlmScheduler(batch, all, capacity, {
        drains: policy === 'static-batch',
        chunking: 'first-come-first-served',
      }),
  });

describe('GuaranteedNoEvictScheduler', () => {
  it('counts blocks to completion, and nobody passes one that does not fit', () => {
    // getRemainingBlocksToCompletion: ⌈(30 + 40) / 10⌉ = 7 of 10 blocks, ⌈(20 + 20) / 10⌉ = 4, ⌈(10 + 10) / 10⌉ = 2.
    const { requests, mostBlocks } = run(
      { blockTokens: 10, blocks: 10 },
      [traced(0, 30, 40), traced(0, 20, 20), traced(0, 10, 10)],
      'guaranteed-no-evict',
    );
    expect([...requests.scheduled]).toEqual([0, 40, 40]);
    expect([...requests.finished]).toEqual([40, 60, 50]);
    expect(mostBlocks).toBe(7);
  });
});

describe('MaxUtilizationScheduler', () => {
  it('pauses who started last when the next step lacks a block, and lets him in when his tokens fit again', () => {
    // Two prompts of 8 hold 4 of 5 blocks of 4. Both need one more for their ninth token, one is free: the second goes.
    // With the token that he had he needs ⌈9 / 4⌉ = 3 blocks, which are free when the first is done at 8.
    const { requests, steps, mostBlocks, recorder } = run(
      { blockTokens: 4, blocks: 5 },
      [traced(0, 8, 8), traced(0, 8, 8)],
      'max-utilization',
    );
    expect([...requests.preemptions]).toEqual([0, 1]);
    expect(steps).toEqual(['16+0', ...Array(7).fill('0+1'), '9+0', ...Array(6).fill('0+1')]);
    expect([...requests.finished]).toEqual([8, 15]);
    expect(mostBlocks).toBeLessThanOrEqual(5);
    // 7 gaps of the first and 6 of the second last a second; his second token came 8 seconds after his first.
    expect(recorder.steps.gaps.distribution().mean).toBe((7 + 6 + 8) / 14);
  });

  it('counts the next tokens of those who generate before a prompt', () => {
    // The first holds 2 of 4 blocks and needs a third for his ninth token in the step in which the second arrives,
    // who needs 2: together 5.
    const { requests } = run(
      { blockTokens: 4, blocks: 4 },
      [traced(0, 8, 3), traced(0.5, 8, 1)],
      'max-utilization',
    );
    expect([...requests.scheduled]).toEqual([0, 3]);
    expect([...requests.preemptions]).toEqual([0, 0]);
  });

  it('looks two steps ahead with several micro-batches', () => {
    // getNeededBlocksOneStep(twoStepsLookAhead): 7 tokens in 2 blocks of 4 have room for one more, not for two.
    const limits = { ...openLimits, blockTokens: 4, blocks: 2 };
    const allows = (lookAhead: boolean): boolean => {
      const capacity = new OnDemandCapacity(limits, undefined, lookAhead);
      capacity.start(7);
      capacity.decodes(7, 0);
      return capacity.allowsStep(0);
    };
    expect([allows(false), allows(true)]).toEqual([true, false]);
  });
});

describe('StaticBatchScheduler', () => {
  it('lets nobody in while anybody generates, not even a prompt that is computed in part', () => {
    const { requests, steps } = run(
      { stepTokens: 12 },
      [traced(0, 5, 3), traced(0, 5, 5), traced(0, 20, 1)],
      'static-batch',
    );
    expect(steps).toEqual(['12+0', '0+2', '0+2', '0+1', '0+1', '12+0', '6+0']);
    expect([...requests.finished]).toEqual([3, 5, 7]);
  });
});
