import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { byRanks, calibration, engineConstants } from '../../catalog/calibration.ts';
import { allReduceTables, findAllReduce } from '../../catalog/collectives.ts';
import { gpus } from '../../catalog/gpus.ts';
import { calibrationSchema } from '../../catalog/schemas/calibration.ts';

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
      expect(calibration.engines[engine].allReduceFloor.value).toBeCloseTo(points[0]![1], 7);
    }
  });

  it('writes a fit out where a constant names one', () => {
    const { source } = calibration.engines.vllm.perLayer;
    expect(source).toMatch(/^fitted on 2026-11-24 to TPOT rows of dense models .*median error 3.8 %/);
    expect(calibration.links.pcie4.source).toContain('A100 PCIe and L40S');
    expect(JSON.stringify(calibration)).not.toContain('"fit"');
  });

  it('knows that vLLM before 0.6 had far longer steps', () => {
    expect(engineConstants('vllm', '0.5.3').perStep.value).toBe(8e-3);
    expect(engineConstants('vllm', '0.6.0').perStep.value).toBe(2.5e-4);
    expect(engineConstants('vllm').perStep.value).toBe(2.5e-4);
  });

  it('counts the last entry for every number of ranks above it', () => {
    const table = { 2: 20, 4: 40, 8: 80 };
    expect([1, 2, 3, 4, 5, 8, 16].map((ranks) => byRanks(table, ranks))).toEqual([
      20, 20, 40, 40, 80, 80, 80,
    ]);
  });
});

describe('schema of the calibration', () => {
  it('refuses a constant without a source and one that names no known fit', () => {
    const path = fileURLToPath(new URL('../../catalog/data/calibration.json', import.meta.url));
    const file = readFileSync(path, 'utf8');
    const changed = (change: (engine: Record<string, unknown>) => void) => {
      const value = JSON.parse(file) as { engines: { vllm: Record<string, unknown> } };
      change(value.engines.vllm);
      return calibrationSchema.safeParse(value).success;
    };
    expect(changed(() => {})).toBe(true);
    expect(changed((engine) => (engine.perLayer = { value: 1e-5 }))).toBe(false);
    expect(changed((engine) => (engine.perLayer = { value: 1e-5, fit: 'nobody' }))).toBe(false);
    expect(changed((engine) => (engine.perLayer = { value: 1e-5, fit: 'vllm' }))).toBe(true);
  });
});
