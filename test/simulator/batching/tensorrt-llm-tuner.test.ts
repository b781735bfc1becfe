import { describe, expect, it } from 'vitest';
import {
  DynamicBatchTuner,
  runtimeBatchSize,
  runtimeMaxNumTokens,
} from '../../../simulator/batching/dynamic-batch-tuner.ts';
import { TensorrtLlmScheduler } from '../../../simulator/batching/tensorrt-llm.ts';
import { RequestPool } from '../../../simulator/engine/request-pool.ts';
import { openLimits, serve, traced } from './serve.ts';

describe('DynamicBatchTuner', () => {
  it('rounds the batch to its table, and above it down to a multiple of 512 that is not 128 away', () => {
    // The cases of cpp/tests/unit_tests/executor/dynamicBatchTunerTest.cpp.
    const batches = [143, 335, 671, 831, 1279, 1663, 2049, 1665].map(runtimeBatchSize);
    expect(batches).toEqual([128, 256, 512, 768, 1024, 1536, 2048, 1665]);
  });

  it('gives a step the tokens that keep prompts and answers in balance', () => {
    expect(runtimeMaxNumTokens(1, 100, 2)).toBe(8192);
    expect(runtimeMaxNumTokens(256, 100, 2)).toBe(16384);
    expect(runtimeMaxNumTokens(1, 100, 100)).toBe(4096);
    expect(runtimeMaxNumTokens(4000, 100, 100)).toBe(8192);
    expect(runtimeMaxNumTokens(1, 2, 256)).toBe(2048);
    expect(runtimeMaxNumTokens(4000, 2, 256)).toBe(4096);
  });

  it('averages the last of the active requests, several times over where they are few', () => {
    const pool = new RequestPool();
    const request = (prompt: number, output: number): number => {
      const handle = pool.take();
      pool.prompt[handle] = prompt;
      pool.wanted[handle] = output;
      return handle;
    };
    const limits = { ...openLimits, slots: 4096, rows: 4096, blocks: 20_000, blockTokens: 10 };
    const tuner = new DynamicBatchTuner(limits, { batchSize: true, maxNumTokens: false, window: 3 });
    tuner.begin();
    // A window of 3 over two requests: both, and the last once more. (100 + 2 · 400) / 3 + (10 + 2 · 40) / 3 = 330.
    tuner.see(request(100, 10));
    tuner.see(request(400, 40));
    tuner.tune(pool);
    // 20,000 blocks at 33 each hold 606: below 672, so 512.
    expect(tuner.rows).toBe(512);
    expect(tuner.stepTokens).toBe(openLimits.stepTokens);
  });

  it('keeps requests out of a batch that the KV cache would hold', () => {
    // Each takes 10 + 90 tokens: 15,000 blocks hold 150 of them, and below 336 the batch is 256, below 144 it is 128.
    const rows = (blocks: number): number => {
      const { recorder } = serve({
        requests: Array.from({ length: 200 }, () => traced(0, 10, 90)),
        limits: { blocks, stepTokens: 10_000 },
        reserves: { unstored: 0 },
        policy: (batch, all, capacity) =>
          new TensorrtLlmScheduler(batch, all, capacity, {
            drains: false,
            chunking: 'first-come-first-served',
            tuner: new DynamicBatchTuner(all, { batchSize: true, maxNumTokens: false, window: 128 }),
          }),
      });
      return recorder.steps.batchPeak;
    };
    expect([rows(15_000), rows(14_000)]).toEqual([150, 128]);
  });
});
