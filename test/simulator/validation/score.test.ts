import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../simulator/validation/measurement.ts';
import { errorsOf, groupsOf, quantile, type Scored } from '../../../simulator/validation/score.ts';

const scored = (value: number, predicted: number, band?: readonly [number, number]): Scored => ({
  row: { id: 'a', suite: value > 50 ? 'large' : 'small', metric: 'tpot_ms', value } as Measurement,
  predicted,
  roofline: value / 2,
  saturated: false,
  ...(band ? { band } : {}),
});

describe('errors', () => {
  it('are relative to what was measured, signed for the bias', () => {
    const errors = errorsOf([scored(100, 110), scored(100, 90), scored(10, 15)]);
    expect(errors).toMatchObject({ scored: 3, roofline: { medianAbsolute: 50 } });
    expect(errors.medianAbsolute).toBeCloseTo(10, 9);
    expect(errors.bias).toBeCloseTo(10, 9);
    expect(errors.meanAbsolute).toBeCloseTo(70 / 3, 9);
    expect(errors.p90Absolute).toBeCloseTo(42, 9);
    expect(errors.coverage).toBeNaN();
  });

  it('count a band only where one is claimed', () => {
    expect(errorsOf([scored(100, 110, [90, 130]), scored(100, 90, [80, 95]), scored(10, 15)]).coverage).toBe(
      50,
    );
  });

  it('are grouped by one column or several', () => {
    const groups = groupsOf([scored(100, 110), scored(10, 15)], ['suite', 'class']);
    expect(groups.map(({ name, scored: count }) => [name, count])).toEqual([
      ['large · tpot', 1],
      ['small · tpot', 1],
    ]);
  });
});

describe('a quantile', () => {
  it('lies straight between the values beside it', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([5], 0.9)).toBe(5);
    expect(quantile([], 0.5)).toBeNaN();
  });
});
