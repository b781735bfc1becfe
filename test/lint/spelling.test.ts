import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from '../../lint/spelling.ts';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', 'abc', 0],
    ['abc', 'abd', 1],
    ['abc', 'acb', 1],
    ['abc', 'ab', 1],
    ['kitten', 'sitting', 3],
    ['max_batch_sise', 'max_batch_size', 1],
  ])('of %s and %s is %i', (a, b, distance) => expect(editDistance(a, b, 10)).toBe(distance));

  it('says limit + 1 beyond the limit', () => expect(editDistance('kitten', 'sitting', 2)).toBe(3));

  it('is symmetric and zero only for equal words', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '_'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b, 20)).toBe(editDistance(b, a, 20));
        expect(editDistance(a, b, 20) === 0).toBe(a === b);
      }),
    );
  });
});

describe('nearestName', () => {
  const names = ['max_batch_size', 'input', 'output', 'dynamic_batching'];
  it('finds a misspelt name', () =>
    expect(nearestName('max_batch_sise', names)).toEqual({ name: 'max_batch_size', certain: true }));
  it('takes dashes for underscores', () =>
    expect(nearestName('max-batch-size', names)?.name).toBe('max_batch_size'));
  it('finds nothing where nothing is near', () => expect(nearestName('tokenizer', names)).toBeUndefined());
  it('is not certain between equals', () =>
    expect(nearestName('xput', ['aput', 'bput'])).toEqual({ name: 'aput', certain: false }));
  it('does not take one number for another', () =>
    expect(nearestName('add_sub_1', ['add_sub_2'])?.certain).toBe(false));
  it('passes over words of any length quickly', () => {
    const start = performance.now();
    nearestName('x'.repeat(1_000_000), names);
    expect(performance.now() - start).toBeLessThan(50);
  });
});
