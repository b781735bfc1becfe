import { describe, expect, it } from 'vitest';
import type { Limits } from '../../../simulator/batching/scheduler.ts';
import { SglangScheduler } from '../../../simulator/batching/sglang.ts';
import { VllmV1Scheduler } from '../../../simulator/batching/vllm-v1.ts';
import type { TracedRequest } from '../../../simulator/workload/workload.ts';
import { type Served, serve, traced } from './serve.ts';

/** v1/core/sched/async_scheduler.py: a step is scheduled as soon as the one before it is launched. */
const vllm = (requests: readonly TracedRequest[], limits: Partial<Limits> = {}): Served =>
  serve({
    requests,
    limits,
    policy: (batch, all, capacity) =>
      new VllmV1Scheduler(batch, all, capacity, {
        longPrefillTokens: 0,
        wholePromptFits: false,
        watermark: 0,
      }),
  });

/** managers/scheduler.py, `event_loop_overlap`: the last batch's result is processed after the next one is launched. */
const sglang = (requests: readonly TracedRequest[], limits: Partial<Limits> = {}): Served =>
  serve({
    requests,
    limits,
    policy: (batch, all, capacity) =>
      new SglangScheduler(batch, all, capacity, {
        chunkedPrefillSize: 10,
        maxPrefillTokens: 16_384,
        mixedChunk: false,
        newTokenRatio: { first: 0.7, last: 0.1, decaySteps: 600 },
        retractSteps: 20,
        clipNewTokens: 4096,
        order: { policy: 'fcfs', longQueue: 128, inBatch: { check: 32, inCommon: 32 } },
      }),
  });

const foreseen = { overlap: { wastedStep: false } };
const unforeseen = { overlap: { wastedStep: true } };
const arriving = [traced(0, 5, 4), traced(0.5, 5, 1)];
const three = [traced(0, 5, 3), traced(0, 5, 9), traced(0, 5, 1)];

describe("vLLM's async scheduling", () => {
  it('has an arrival in the step after the one that is planned already', () => {
    expect(vllm(arriving).steps).toEqual(['5+0', '5+1', '0+1', '0+1']);
    expect(vllm(arriving, foreseen).steps).toEqual(['5+0', '0+1', '5+1', '0+1']);
    expect(vllm(arriving, foreseen).requests.scheduled[1]).toBe(2);
  });

  it('gives a place and its blocks to the next request a step after they are free', () => {
    expect(vllm(three, { slots: 2 }).requests.scheduled[2]).toBe(3);
    expect(vllm(three, { slots: 2, ...foreseen }).requests.scheduled[2]).toBe(4);
    // 5 + 5 blocks and two a step: 14 of 16 at 3 s, when the first gives its 7 back.
    expect(vllm(three, { blocks: 17, stepTokens: 10 }).requests.scheduled[2]).toBe(1);
    expect(vllm(three, { blocks: 16, stepTokens: 10 }).requests.scheduled[2]).toBe(3);
    expect(vllm(three, { blocks: 16, stepTokens: 10, ...foreseen }).requests.scheduled[2]).toBe(4);
  });

  it('computes a request that ends with a stop token once more, and foresees max_tokens', () => {
    expect(vllm([traced(0, 5, 2)], foreseen).steps).toEqual(['5+0', '0+1']);
    expect(vllm([traced(0, 5, 2)], unforeseen).steps).toEqual(['5+0', '0+1', '0+0']);
    // The row takes a token of the step's budget, too: five of six are left for the prompt that waits.
    const two = [traced(0, 6, 2), traced(0.5, 6, 1)];
    expect(vllm(two, { stepTokens: 6, ...foreseen }).steps).toEqual(['6+0', '0+1', '6+0']);
    expect(vllm(two, { stepTokens: 6, ...unforeseen }).steps).toEqual(['6+0', '0+1', '5+0', '1+0', '0+0']);
  });
});

describe("SGLang's overlap schedule", () => {
  it('has an arrival in the step after the one that is planned already', () => {
    expect(sglang(arriving).steps).toEqual(['5+0', '5+0', '0+1', '0+1', '0+1']);
    expect(sglang(arriving, unforeseen).steps).toEqual(['5+0', '0+1', '5+0', '0+1', '0+1', '0+0']);
  });

  it('gives a place to the next request a step after it is free, and computes each answer once more', () => {
    expect(sglang(three, { slots: 2 }).requests.scheduled[2]).toBe(3);
    const { requests, recorder } = sglang(three, { slots: 2, ...unforeseen });
    expect(requests.scheduled[2]).toBe(4);
    expect(recorder.completed).toBe(3);
  });
});
