import { describe, expect, it } from 'vitest';
import { byRanks, calibration } from '../../catalog/calibration.ts';
import { allReduceTables, findAllReduce } from '../../catalog/collectives.ts';
import { findKernelRates } from '../../catalog/efficiency.ts';
import { gpus } from '../../catalog/gpus.ts';
import { stepConstants } from '../../catalog/step-constants.ts';

const busBandwidth = (ranks: number, [bytes, seconds]: readonly [number, number]) =>
  (2 * (ranks - 1) * bytes) / ranks / seconds;

describe('all-reduce tables', () => {
  it('belong to cards of the catalogue', () => {
    const names = new Set(gpus.map(({ name }) => name));
    expect(allReduceTables.filter(({ gpu }) => !names.has(gpu))).toEqual([]);
  });

  it('give the figures of the facts: H100, eight ranks', () => {
    const table = findAllReduce('nvlink4', 'tensorrt-llm', 8, 'H100-SXM5-80GB')!;
    expect(table.points[0]![1]).toBeCloseTo(3.2e-6, 7);
    const large = table.points.filter(([bytes]) => bytes >= 2 ** 27);
    expect(busBandwidth(8, large[0]!) / 1e9).toBeGreaterThan(390);
  });

  it('fall back to another card of the same link', () => {
    expect(findAllReduce('pcie4', 'vllm', 2, 'A10')?.gpu).toBe('L40S');
    expect(findAllReduce('nvlink3', 'vllm', 6)).toBeUndefined();
  });
});

describe('calibration', () => {
  it('gives NVLink the shares that the tables of all-reduces have', () => {
    const { nvlink } = calibration.links;
    const cards = ['A100-SXM4-80GB', 'H100-SXM5-80GB', 'B200-SXM'];
    for (const name of cards) {
      const bandwidth = gpus.find((gpu) => gpu.name === name)!.nvlinkBandwidth;
      const { link } = nvlink.generations.find(({ above }) => bandwidth > above)!;
      for (const ranks of [2, 4, 8]) {
        const { points } = findAllReduce(link, 'tensorrt-llm', ranks, name)!;
        const large = points.filter(([bytes]) => bytes >= 2 ** 26);
        const best = Math.max(...large.map((point) => busBandwidth(ranks, point)));
        const share = (byRanks(nvlink.busBandwidthShare, ranks) * bandwidth) / best;
        expect(share, `${name} × ${ranks}`).toBeGreaterThan(0.7);
        expect(share, `${name} × ${ranks}`).toBeLessThan(1.3);
      }
    }
  });

  it('takes the latency of a small message from the tables', () => {
    for (const engine of ['tensorrt-llm', 'vllm'] as const) {
      const { points } = findAllReduce('nvlink4', engine, 8, 'H100-SXM5-80GB')!;
      expect(stepConstants(engine).allReduceFloor.value).toBeCloseTo(points[0]![1], 7);
    }
  });

  it('knows that vLLM before 0.6 had far longer steps', () => {
    const perStep = (version?: string): number => stepConstants('vllm', version).perStep.value;
    expect(perStep('0.5.3')).toBeGreaterThan(3 * perStep('0.11.0'));
    expect(perStep('0.6.0')).toBe(perStep());
    expect(perStep('0.2.7')).toBeGreaterThan(perStep('0.5.3'));
  });

  it('counts the last entry for every number of ranks above it', () => {
    const table = { 2: 20, 4: 40, 8: 80 };
    expect([1, 2, 3, 4, 5, 8, 16].map((ranks) => byRanks(table, ranks))).toEqual([
      20, 20, 40, 40, 80, 80, 80,
    ]);
  });
});

describe('step constants and kernel rates', () => {
  it('name the rows behind every constant', () => {
    for (const engine of ['tensorrt-llm', 'vllm', 'sglang'] as const)
      for (const { source } of Object.values(stepConstants(engine)))
        expect(source).toMatch(/fitted by .* to \d+ rows of \d+ models on /);
  });

  it('have rates for every kernel, format and card of the catalogue', () => {
    for (const gpu of gpus)
      for (const operation of ['gemm', 'experts', 'prefill-attention', 'decode-attention'] as const)
        for (const format of ['bf16', 'fp8', 'fp8-block', 'nvfp4', 'mxfp4', 'int4'] as const) {
          const { rates } = findKernelRates(operation, gpu, 'vllm', format);
          expect(rates.compute).toBeGreaterThan(0);
          expect(rates.bandwidth).toBeGreaterThan(0.1);
        }
  });

  it('take a card that was not measured for its nearest relative, and say so', () => {
    const gh200 = gpus.find((gpu) => gpu.name === 'GH200-96GB')!;
    const found = findKernelRates('gemm', gh200, 'vllm', 'bf16');
    expect(found).toMatchObject({ measured: false, rates: { gpu: 'H100-SXM5-80GB' } });
    const h200 = gpus.find((gpu) => gpu.name === 'H200-SXM-141GB')!;
    expect(findKernelRates('gemm', h200, 'vllm', 'bf16').measured).toBe(true);
  });
});
