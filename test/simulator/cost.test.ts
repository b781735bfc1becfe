import { describe, expect, it } from 'vitest';
import { causalPairs, windowedPairs } from '../../simulator/cost/attention.ts';
import { allReduceFormula, allReduceOf, interpolated } from '../../simulator/cost/collective.ts';
import { expectedDistinctExperts } from '../../simulator/cost/experts.ts';
import { linkOf } from '../../simulator/cost/link.ts';
import { runTime, stepsUntil } from '../../simulator/engine/run.ts';
import { constantsOf, type StepCost, stepCost } from '../../simulator/index.ts';
import { engineSpec, h100, llama70b, mixtral } from './specs.ts';

const vllmBf16 = engineSpec({
  engine: 'vllm',
  engineVersion: '0.19.1',
  weights: 'bf16',
  kvFormat: 'bf16',
  maxSeqLen: 131_072,
});
const decode = (cost: StepCost, sequences: number, context: number): number =>
  cost.base(sequences, sequences, sequences) + cost.contextSlope * context;

describe('a decode step', () => {
  it('of Llama-3.1-8B in BF16 on an H100 under vLLM is near the published law', () => {
    // vLLM blog 2026-04-22: 6.44 ms + 4.37e-5 ms a token of context.
    const cost = stepCost(vllmBf16);
    expect(decode(cost, 1, 0) / 6.44e-3).toBeGreaterThan(0.9);
    expect(decode(cost, 1, 0) / 6.44e-3).toBeLessThan(1.1);
    expect(cost.contextSlope / 4.37e-8).toBeGreaterThan(0.8);
    expect(cost.contextSlope / 4.37e-8).toBeLessThan(1.3);
  });

  it('never beats the data sheet', () => {
    const cost = stepCost(vllmBf16);
    const weights = 7.5e9 * 2;
    expect(decode(cost, 1, 0)).toBeGreaterThan(weights / h100.memoryBandwidth);
    expect(cost.base(8192, 1, 1)).toBeGreaterThan((2 * 8192 * 6.98e9) / h100.peak.bf16!);
  });

  it('is bound by memory for few sequences and by compute for many tokens', () => {
    const cost = stepCost(vllmBf16);
    expect(cost.base(16, 16, 16) / cost.base(1, 1, 1)).toBeLessThan(1.1);
    expect(cost.base(8192, 1, 1) / cost.base(4096, 1, 1)).toBeGreaterThan(1.8);
  });

  it('reads half as much with weights in 8 bits, and computes at their rate unless they are weight-only', () => {
    const of = (weights: 'bf16' | 'fp8' | 'int8-wo' | 'int4-wo' | 'int4-awq'): StepCost =>
      stepCost({ ...vllmBf16, weights });
    expect(of('fp8').base(1, 1, 1)).toBeLessThan(0.72 * of('bf16').base(1, 1, 1));
    expect(of('int4-awq').base(1, 1, 1)).toBeLessThan(of('int8-wo').base(1, 1, 1));
    expect(of('int4-wo').base(1, 1, 1)).toBeLessThan(of('int4-awq').base(1, 1, 1));
    expect(of('fp8').base(8192, 1, 1)).toBeLessThan(0.85 * of('bf16').base(8192, 1, 1));
    expect(of('int8-wo').base(8192, 1, 1)).toBeGreaterThan(0.95 * of('bf16').base(8192, 1, 1));
  });

  it('computes FP8 weights in 16 bits on a GPU without FP8', () => {
    const { fp8: _, ...peak } = h100.peak;
    const without = stepCost({ ...vllmBf16, weights: 'fp8', gpu: { ...h100, peak } });
    expect(without.base(8192, 1, 1)).toBeGreaterThan(
      1.1 * stepCost({ ...vllmBf16, weights: 'fp8' }).base(8192, 1, 1),
    );
  });

  it('is shorter on more GPUs, by less than their number', () => {
    const of = (tensorParallel: number): number =>
      decode(stepCost(engineSpec({ model: llama70b, tensorParallel })), 8, 8000);
    for (const ranks of [2, 4, 8]) {
      expect(of(ranks)).toBeLessThan(of(ranks / 2));
      expect(of(ranks) * ranks).toBeGreaterThan(of(1));
    }
  });

  it('is longer over PCIe than over NVLink', () => {
    const of = (gpu: typeof h100): number =>
      stepCost(engineSpec({ model: llama70b, tensorParallel: 8, gpu })).base(8, 8, 8);
    expect(of({ ...h100, nvlinkBandwidth: 0, pcieGeneration: 5 })).toBeGreaterThan(1.1 * of(h100));
  });
});

describe('experts', () => {
  it('are few for one token and all for many', () => {
    expect(expectedDistinctExperts(1, 8, 2)).toBeCloseTo(2, 12);
    expect(expectedDistinctExperts(1000, 8, 2)).toBeCloseTo(8, 9);
  });

  it('make a step of many sequences read more weights', () => {
    const cost = stepCost(engineSpec({ model: mixtral, weights: 'int4-awq' }));
    expect(cost.base(16, 16, 16)).toBeGreaterThan(1.5 * cost.base(1, 1, 1));
  });
});

describe('prefill attention', () => {
  it('adds up to the whole prompt however it is cut', () => {
    expect(causalPairs(300, 0) + causalPairs(200, 300)).toBe(causalPairs(500, 0));
    expect(windowedPairs(300, 0, 128) + windowedPairs(200, 300, 128)).toBe(windowedPairs(500, 0, 128));
  });

  it('counts at most the window', () => {
    let pairs = 0;
    for (let token = 1; token <= 500; token++) pairs += Math.min(token, 128);
    expect(windowedPairs(500, 0, 128)).toBe(pairs);
  });
});

describe('an all-reduce', () => {
  // Kernel times of aiconfigurator's comm tables (095f58a), H100 SXM, TensorRT-LLM custom all-reduce; microseconds.
  it.each([
    [2, 8192, 2.8],
    [4, 65_536, 3.7],
    [8, 8192, 3.5],
    [8, 262_144, 10.2],
    [8, 1_048_576, 26],
    [8, 16_777_216, 122.3],
    [8, 134_217_728, 575.5],
  ])(
    'of %i ranks and %i bytes is near the measured kernel by the formula too',
    (ranks, bytes, microseconds) => {
      const link = linkOf(h100, ranks);
      const time = allReduceFormula(bytes, ranks, link, constantsOf('tensorrt-llm', undefined)) * 1e6;
      expect(time / microseconds).toBeGreaterThan(0.5);
      expect(time / microseconds).toBeLessThan(1.6);
    },
  );

  it('is read off the measured table, with the wait of ranks for each other', () => {
    const spec = engineSpec({ tensorParallel: 8 });
    const constants = constantsOf('tensorrt-llm', undefined);
    const kernel = allReduceOf(spec, constants)(8192) - 3 * constants.allReduceWait.value;
    expect(kernel * 1e6).toBeCloseTo(3.5, 0);
    expect(allReduceOf(engineSpec(), constants)(1e6)).toBe(0);
  });

  it('grows with bytes between and beyond the measured sizes', () => {
    const points = [
      [1000, 1e-5],
      [10_000, 1e-4],
    ] as const;
    expect(interpolated(points, 10)).toBe(1e-5);
    expect(interpolated(points, 3000)).toBeCloseTo(3e-5, 12);
    expect(interpolated(points, 20_000)).toBeCloseTo(2e-4, 12);
  });
});

describe('a run of equal steps', () => {
  it('ends with the first step that reaches a moment', () => {
    const run = { first: 0.01, growth: 0.0003 };
    for (const time of [1e-6, 0.01, 0.0100001, 0.5, 1.234]) {
      const steps = stepsUntil(run, time, 100_000);
      expect(runTime(run, steps)).toBeGreaterThanOrEqual(time);
      if (steps > 1) expect(runTime(run, steps - 1)).toBeLessThan(time);
    }
    expect(stepsUntil({ first: 0.01, growth: 0 }, 1, 50)).toBe(50);
    expect(stepsUntil({ first: 0.01, growth: 0 }, 0.1, 50)).toBe(10);
  });
});

describe('constants', () => {
  it('each say where they come from', () => {
    for (const engine of ['tensorrt-llm', 'vllm'] as const) {
      for (const constant of Object.values(constantsOf(engine, undefined))) {
        expect(constant.source.length).toBeGreaterThan(10);
      }
    }
  });
});
