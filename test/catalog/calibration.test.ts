import { describe, expect, it } from 'vitest';
import { calibration, stepOverhead } from '../../catalog/calibration.ts';
import { allReduceTables, findAllReduce } from '../../catalog/collectives.ts';
import { gpus } from '../../catalog/gpus.ts';

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
  it('agrees with the tables that it sums up', () => {
    const rates: Readonly<Record<string, number>> = {
      nvlink3: 300e9,
      nvlink4: 450e9,
      nvlink5: 900e9,
      pcie4: 32e9,
      pcie5: 64e9,
    };
    for (const { link, latency, busBandwidthShare } of calibration.allReduce) {
      const table = findAllReduce(link, 'tensorrt-llm', 8)!;
      expect(latency / table.points[0]![1], link).toBeGreaterThan(0.8);
      expect(latency / table.points[0]![1], link).toBeLessThan(1.25);
      const best = Math.max(
        ...table.points.filter(([bytes]) => bytes >= 2 ** 26).map((point) => busBandwidth(8, point)),
      );
      expect((busBandwidthShare * rates[link]!) / best, link).toBeGreaterThan(0.7);
      expect((busBandwidthShare * rates[link]!) / best, link).toBeLessThan(1.3);
    }
  });

  it('knows that vLLM before 0.6 had far longer steps', () => {
    expect(stepOverhead('vllm', '0.5.3').value).toBe(8e-3);
    expect(stepOverhead('vllm', '0.6.0').value).toBe(5e-4);
    expect(stepOverhead('vllm').value).toBe(5e-4);
  });
});
