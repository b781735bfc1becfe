import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHash, readState, startState, toHash } from '../../../client/panel/state.ts';

describe('state', () => {
  it('survives the location hash', () => {
    const state = {
      selected: 'a b/config.pbtxt',
      dynamic: true,
      knobs: { maxBatchSize: 96, memoryFraction: 0.85, weights: 'fp8', gpu: 'H100-SXM5-80GB' },
    } as const;
    expect(fromHash(toHash(state))).toEqual(state);
    expect(toHash(startState)).toBe('');
  });

  it('drops knobs that do not exist or hold no value of theirs', () => {
    expect(fromHash('#maxBatchSize=-4&weights=paper&tensorParallel=3&bogus=1&rate=2').knobs).toEqual({
      rate: 2,
    });
    expect(readState({ knobs: { rate: '2', seed: null }, selected: 4 })).toEqual({ knobs: {} });
  });

  it('reads anything that was stored', () => {
    fc.assert(
      fc.property(fc.anything(), (stored) => void expect(readState(stored).knobs).toBeTypeOf('object')),
    );
    fc.assert(fc.property(fc.string(), (hash) => void expect(fromHash(hash).knobs).toBeTypeOf('object')));
  });
});
