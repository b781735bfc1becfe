import { describe, expect, it } from 'vitest';
import { count, duration, percent, significant, wrap } from '../../../cli/report/words.ts';

describe('numbers as a person reads them', () => {
  it('have three significant figures, and an exponent where they are beyond imagining', () => {
    expect([0, 0.01234, 1.5, 999.6, 1234.5].map((value) => significant(value))).toEqual([
      '0',
      '0.0123',
      '1.50',
      '1000',
      '1,235',
    ]);
    expect([1e-300, 1e300, Number.NaN].map((value) => significant(value))).toEqual([
      '1.00e-300',
      '1.00e+300',
      '–',
    ]);
    expect([count(1234567), count(1e300), count(Number.NaN)]).toEqual(['1,234,567', '1.00e+300', '–']);
    expect([duration(0.0125), duration(12.5), duration(Number.NaN)]).toEqual(['12.5 ms', '12.5 s', '–']);
    expect([percent(0.051), percent(0.5), percent(Number.NaN)]).toEqual(['5.1 %', '50 %', '–']);
  });

  it('stand in lines no longer than the width', () => {
    expect(wrap('one two three four', 10, '  ', ' ')).toBe('  one two\n   three\n   four');
  });
});
