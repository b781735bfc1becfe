import { describe, expect, it } from 'vitest';
import type { Limits } from '../../../simulator/batching/scheduler.ts';
import { TensorrtLlmScheduler } from '../../../simulator/batching/tensorrt-llm.ts';
import { simulate, type Workload } from '../../../simulator/index.ts';
import { engineSpec } from '../specs.ts';
import { type Case, type Served, serve, traced } from './serve.ts';

/** py_executor.py, _executor_loop_overlap: step n + 1 is planned and launched before the tokens of step n are read. */
const run = (requests: Case['requests'], limits: Partial<Limits> = {}, overlap = true): Served =>
  serve({
    requests,
    limits: { ...limits, ...(overlap && { overlap: { wastedStep: false } }) },
    reserves: { unstored: 0 },
    policy: (batch, all, capacity) =>
      new TensorrtLlmScheduler(batch, all, capacity, {
        drains: false,
        chunking: 'first-come-first-served',
      }),
  });

describe('the overlap scheduler', () => {
  const arriving = [traced(0, 5, 5), traced(0.5, 5, 1)];

  it('has an arrival in the step after the one that is planned already', () => {
    expect(run(arriving, {}, false).requests.scheduled[1]).toBe(1);
    expect(run(arriving).requests.scheduled[1]).toBe(2);
  });

  it('gives a row to the next request a step after it is free', () => {
    const three = [traced(0, 5, 3), traced(0, 5, 9), traced(0, 5, 1)];
    expect(run(three, { slots: 2, rows: 2 }, false).requests.scheduled[2]).toBe(3);
    expect(run(three, { slots: 2, rows: 2 }).requests.scheduled[2]).toBe(4);
  });

  it('gives its blocks to the next request a step after they are free', () => {
    // 8 + 14 of 25 blocks are reserved; the third needs 6.
    const three = [traced(0, 5, 3), traced(0, 5, 9), traced(0, 5, 1)];
    expect(run(three, { blocks: 25 }).requests.scheduled[2]).toBe(4);
  });

  it('waits for the last answer where nothing else runs, and plans then', () => {
    const two = [traced(0, 5, 3), traced(0.5, 5, 1)];
    expect(run(two, { slots: 1, rows: 1 }).requests.scheduled[1]).toBe(3);
    expect(run(two, { slots: 1, rows: 1 }).requests.finished[0]).toBe(3);
  });

  it('computes a request a step too long only where its end is not foreseen', () => {
    const workload: Workload = {
      arrivals: { kind: 'offline' },
      prompt: { kind: 'fixed', tokens: 5 },
      output: { kind: 'uniform', low: 2, high: 9 },
      requests: 8,
      seed: 1,
    };
    const share = (endsUnforeseen: boolean): number =>
      simulate(engineSpec({ batching: { tensorrtLlm: { overlap: true, endsUnforeseen } } }), workload)
        .paddedRowShare;
    expect(share(false)).toBe(0);
    expect(share(true)).toBeGreaterThan(0.05);
  });
});
