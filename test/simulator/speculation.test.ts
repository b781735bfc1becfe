import { describe, expect, it } from 'vitest';
import {
  acceptedTokens,
  type StepParts,
  speculatedDecode,
  speculatedMixed,
} from '../../simulator/cost/speculation.ts';

/** Layers at 1 s a step and 0.01 s a token, everything else free. */
const parts: StepParts = {
  layers: (tokens) => 1 + 0.01 * tokens,
  head: () => 0,
  host: () => 0,
  layerCount: 100,
};

describe('speculative decoding', () => {
  it('yields the model’s own token and each draft that is accepted after those before it', () => {
    expect(acceptedTokens(0, 0.6)).toBe(1);
    expect(acceptedTokens(3, 0.5)).toBe(1.875);
  });

  it('costs a pass over drafts and their makers, shared by the tokens that come of it', () => {
    const one = { draftTokens: 1, accepted: 1.5 };
    // Two tokens of ten sequences, and one drafting layer of a hundred.
    expect(speculatedDecode(10, parts, one)).toBeCloseTo((1.2 + 1.1 / 100) / 1.5, 12);
  });

  it('costs the host a row for each draft that is checked', () => {
    const counted: number[] = [];
    const host = (rows: number): number => counted.push(rows);
    speculatedDecode(10, { ...parts, host }, { draftTokens: 3, accepted: 2 });
    expect(counted).toEqual([40]);
  });

  it('charges a step with prompts what it takes, less the tokens that the scheduler does not count', () => {
    const two = { draftTokens: 2, accepted: 2 };
    expect(speculatedMixed(50, 0, parts, two)).toBeCloseTo(1.5, 12);
    const whole = 1 + 0.01 * (50 + 30) + (2 * 1.1) / 100;
    expect(speculatedMixed(50, 10, parts, two)).toBeCloseTo(whole - speculatedDecode(10, parts, two), 12);
  });
});
