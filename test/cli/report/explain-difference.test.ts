import { describe, expect, it } from 'vitest';
import { explainDifference } from '../../../cli/report/explain-difference.ts';
import { always, nothingSpent, totals } from './totals.ts';

const inflight = totals({
  completed: 10,
  saturated: false,
  requestsPerSecond: 4,
  e2e: always(2),
  spent: { ...nothingSpent, decode: 20 },
});
const fixed = totals({
  ...inflight,
  batching: 'static',
  requestsPerSecond: 2,
  usefulSlotShare: 0.4,
  e2e: always(6),
  spent: { ...nothingSpent, decode: 20, padding: 40 },
});

describe('why one is ahead', () => {
  it('is the slot time of finished requests, and where the longer time goes', () => {
    const text = explainDifference([fixed, inflight])!;
    expect(text).toContain('In-flight serves 2.00× as many requests per second');
    expect(text).toContain('60 % of its slot time');
    expect(text).toMatch(/takes 4\.00 s longer: 4\.00 s waiting for the longest of the batch\.$/);
  });

  it('is latency where both keep up with the arrivals', () => {
    expect(explainDifference([{ ...fixed, requestsPerSecond: 4 }, inflight])).toContain(
      'half of the in-flight answers are there 3.00× sooner',
    );
  });

  it('is next to nothing under a light load', () => {
    const light = { ...fixed, requestsPerSecond: 4, e2e: always(2) };
    expect(explainDifference([light, inflight])).toContain('little between them');
  });

  it('names no times of a queue that grows', () => {
    const text = explainDifference([{ ...fixed, saturated: true }, inflight])!;
    expect(text).toContain('2.00×');
    expect(text).not.toContain('longer:');
  });

  it.each([
    ['one alone', [inflight]],
    ['two of the others', [fixed, { ...fixed, batching: 'dynamic' as const }]],
    ['nobody answered', [{ ...fixed, completed: 0 }, inflight]],
  ])('says nothing of %s', (_, predictions) => {
    expect(explainDifference(predictions)).toBeUndefined();
  });
});
