import { describe, expect, it } from 'vitest';
import { coverageOf, tailFor } from '../../scripts/calibration/bands.ts';
import { descend, robustLoss } from '../../scripts/calibration/descend.ts';
import type { HeldOut } from '../../scripts/calibration/held-out.ts';
import { type Residual, solve } from '../../simulator/calibration/gauss-newton.ts';

describe('a step of the fit', () => {
  const residual = (value: number, slope: number): Residual => ({
    value,
    slopes: [slope, 0],
    weight: 1,
    scale: 0.1,
  });

  it('removes what all residuals share and leaves alone what none depends on', () => {
    const step = solve(
      Array.from({ length: 40 }, () => residual(0.3, 1)),
      [0, 0],
      [0, 0],
      [1, 1],
      2,
    );
    expect(step[0]).toBeCloseTo(-0.3, 2);
    expect(step[1]).toBeCloseTo(0, 12);
  });

  it('is not pulled by a few rows that nothing explains', () => {
    const rows = [...Array.from({ length: 40 }, () => residual(0.1, 1)), residual(5, 1), residual(5, 1)];
    expect(solve(rows, [0, 0], [0, 0], [1, 1], 2)[0]).toBeCloseTo(-0.1, 1);
  });

  it('stays near its start without evidence', () => {
    expect(solve([residual(1, 0.001)], [0.5, 0], [0, 0], [0.1, 1], 2)[0]).toBeCloseTo(-0.5, 1);
  });
});

describe('descent', () => {
  it('finds both parameters of a line through points, one of which is wrong', () => {
    const points = [1, 2, 3, 4, 5].map((x) => ({ x, y: x === 3 ? 90 : 2 + 3 * x }));
    const { offset, slope } = descend(
      { offset: { start: 1, low: 0.01, high: 100 }, slope: { start: 1, low: 0.01, high: 100 } },
      (values) => robustLoss(points.map(({ x, y }) => (values.offset + values.slope * x) / y)),
    );
    expect(offset).toBeCloseTo(2, 0);
    expect(slope).toBeCloseTo(3, 0);
  });
});

describe('bands', () => {
  const rows = ['a', 'b', 'c', 'd'].flatMap((gpu) =>
    Array.from({ length: 50 }, (_, index) => ({
      gpu,
      model: `model ${index % 5}`,
      kind: 'tpot' as const,
      experts: false,
      queued: false,
      run: { era: 'vllm' },
      row: { value: 1 + index / 50 },
      withoutGpu: 1.5,
      withoutModel: 1.5,
    })),
  ) as unknown as HeldOut[];
  const ratios = rows.flatMap((row) => [
    { row, ratio: row.row.value / row.withoutGpu, fold: row.gpu },
    { row, ratio: row.row.value / row.withoutModel, fold: row.model },
  ]);

  it('cover what their tails leave, made without the rows that they are judged on', () => {
    expect(coverageOf(ratios, 0.1)).toBeGreaterThan(0.75);
    expect(coverageOf(ratios, 0.1)).toBeLessThan(0.85);
    expect(tailFor(ratios).tail).toBe(0.1);
  });
});
