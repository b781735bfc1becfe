import { describe, expect, it } from 'vitest';
import { capturedBy, sizesUpTo } from '../../catalog/cuda-graphs.ts';
import { emptyStep, type Step } from '../../simulator/batching/scheduler.ts';
import { GraphSizes } from '../../simulator/engine/graph-sizes.ts';
import { simulate, stepCost, type Workload } from '../../simulator/index.ts';
import { capturedGraphs } from '../../simulator/model/captured-graphs.ts';
import { engineSpec } from './specs.ts';

const decode = (rows: number, prompts = 0): Step => ({
  ...emptyStep(),
  prefillTokens: prompts,
  decodes: rows,
  rows,
});

describe('captured sizes', () => {
  it('are what each release of TensorRT-LLM generates', () => {
    const sizes = (version: string, padding: boolean, largest: number): number[] => {
      const captured = capturedBy('tensorrt-llm', version)!;
      return sizesUpTo(padding ? captured.padded : captured.exact!, largest, true);
    };
    expect(sizes('1.1.0', false, 128).slice(-4)).toEqual([31, 32, 64, 128]);
    expect(sizes('1.1.0', true, 20)).toEqual([1, 2, 4, 8, 16, 20]);
    // floor(log2 600) = 9: powers up to 2⁸, and the largest itself; from 1.3 on by 64 where padding is on.
    expect(sizes('1.1.0', true, 600).slice(-3)).toEqual([128, 256, 600]);
    expect(sizes('1.3.0', true, 300).slice(-4)).toEqual([128, 192, 256, 300]);
    expect(sizes('1.3.0', false, 600).slice(-4)).toEqual([128, 256, 512, 600]);
  });

  it('are what vLLM and SGLang capture', () => {
    const vllm = (engineVersion: string, maxBatchSize: number) =>
      capturedGraphs(engineSpec({ engine: 'vllm', engineVersion, maxBatchSize }))!.sizes;
    expect(vllm('0.6.6', 256)).toHaveLength(35);
    expect(vllm('0.10.0', 1024)).toHaveLength(67);
    // Twice max_num_seqs; every 8 to 256 and every 16 above.
    expect(vllm('0.28.0', 20)).toEqual([1, 2, 4, 8, 16, 24, 32, 40]);
    expect(vllm('0.28.0', 256).slice(-3)).toEqual([480, 496, 512]);
    const sglang = capturedGraphs(engineSpec({ engine: 'sglang', engineVersion: '0.5.10' }))!;
    expect(sglang.sizes.slice(0, 7)).toEqual([1, 2, 4, 8, 12, 16, 24]);
    expect(sglang.sizes.at(-1)).toBe(256);
  });

  it('follow the settings, and there are none in a TensorRT engine or an eager one', () => {
    const spec = engineSpec({ engineVersion: '1.1.0', maxBatchSize: 48 });
    expect(capturedGraphs(spec, { largest: 512, padding: true })!.sizes.at(-1)).toBe(48);
    expect(capturedGraphs(spec, { sizes: [16, 1, 64] })).toEqual({ sizes: [1, 16], padding: false });
    expect(capturedGraphs({ ...spec, engineVersion: '0.17.0' })).toBeUndefined();
    expect(capturedGraphs({ ...spec, enforceEager: true })).toBeUndefined();
  });
});

describe('a decode-only step', () => {
  const fitted = (sizes: number[], padding: boolean, step: Step): [number, boolean] => {
    new GraphSizes(sizes, padding, 64).fit(step);
    return [step.paddedRows, step.eager];
  };

  it('runs at the next captured size with padding, and at its own alone without', () => {
    expect(fitted([8, 16], true, decode(9))).toEqual([7, false]);
    expect(fitted([8, 16], true, decode(16))).toEqual([0, false]);
    expect(fitted([8, 16], false, decode(16))).toEqual([0, false]);
    expect(fitted([8, 16], false, decode(9))).toEqual([0, true]);
  });

  it('runs without a graph above the largest; prompts never run in one', () => {
    expect(fitted([8, 16], true, decode(17))).toEqual([0, true]);
    expect(fitted([8, 16], true, decode(9, 100))).toEqual([0, false]);
  });
});

describe('padding', () => {
  const workload: Workload = {
    arrivals: { kind: 'offline' },
    prompt: { kind: 'fixed', tokens: 10 },
    output: { kind: 'fixed', tokens: 3 },
    requests: 5,
    seed: 0,
  };
  const spec = engineSpec({ cudaGraphs: { sizes: [1, 2, 4, 8], padding: true } });

  it('is counted, and costs what the larger batch costs', () => {
    const prediction = simulate(spec, workload);
    // One step of 5 prompts, two of 5 rows in a graph of 8.
    expect(prediction.paddedRowShare).toBeCloseTo(6 / (5 + 8 + 8), 12);
    const cost = stepCost(spec);
    const first = cost.base(50, 5, 5) + 5 * cost.prefillAttention(10, 0);
    const decodes = [11, 12].map((length) => cost.base(8, 8, 8) + cost.contextSlope * 5 * length);
    expect(prediction.requests.finished[0]).toBeCloseTo(first + decodes[0]! + decodes[1]!, 9);
  });

  it('makes room for no more than the batch: beyond the largest graph the host sets the pace', () => {
    const eager = simulate({ ...spec, cudaGraphs: { sizes: [4], padding: true } }, workload);
    const graphed = simulate(engineSpec(), workload);
    expect(eager.paddedRowShare).toBe(0);
    expect(eager.tpot.mean).toBeGreaterThan(graphed.tpot.mean);
  });
});
