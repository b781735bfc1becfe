import { describe, expect, it } from 'vitest';
import { economicsText } from '../../../cli/report/economics.ts';
import { economicsOf } from '../../../simulator/index.ts';
import { plain, spec, totals } from './totals.ts';

// Two GPUs at 3.60 an hour are 0.002 a second, for 1,000 tokens out and 4,000 in all.
const two = { ...spec, tensorParallel: 2, gpu: { ...spec.gpu, powerWatts: 700 } };
const { powerWatts: _, ...unknownPower } = two.gpu;
const served = totals({ outputTokensPerSecond: 1000, totalTokensPerSecond: 4000 });
const text = (of: typeof two, price?: number): string =>
  economicsText(of, [served], [economicsOf(of, served, price)], price, plain);

describe('cost and energy', () => {
  it('are per million tokens and per token, with what they rest on', () => {
    const [title, head, ...rows] = text(two, 3.6).split('\n');
    expect(title).toBe('Cost and energy 2 × 3.60 an hour; 2 × 700 W, the power limit');
    expect(head!.trim()).toBe('in-flight');
    expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
      ['per million output tokens', '2.00'],
      ['per million tokens, prompts included', '0.500'],
      ['joules per output token, at most', '1.40'],
    ]);
  });

  it('has no cost without a price', () => {
    expect(text(two)).not.toContain('per million');
    expect(text(two)).toContain('joules');
  });

  it('is nothing where neither price nor power is known', () => {
    expect(text({ ...two, gpu: unknownPower } as typeof two)).toBe('');
  });

  it('has a dash for who answered nothing', () => {
    const none = totals({ batching: 'static', outputTokensPerSecond: 0, totalTokensPerSecond: 0 });
    const both = [none, served];
    const table = economicsText(
      two,
      both,
      both.map((each) => economicsOf(two, each, 3.6)),
      3.6,
      plain,
    );
    expect(table).toMatch(/per million output tokens +– +2\.00/);
  });
});
