import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { latencyTable } from '../../../cli/report/latency-table.ts';
import { always, plain, totals } from './totals.ts';

const inflight = totals({
  saturated: false,
  ttft: always(0.05),
  requestsPerSecond: 4,
  rejected: 0,
  timedOut: 0,
  preemptions: 0,
  cachedTokens: 0,
  cacheEvictions: 0,
});
const fixed = totals({ ...inflight, batching: 'static', ttft: always(0.5), requestsPerSecond: 2 });
const row = (table: string, label: string): string | undefined =>
  table.split('\n').find((line) => line.includes(label));

describe('latency and throughput', () => {
  it('stand side by side, two of them with the factor between', () => {
    const table = latencyTable([fixed, inflight], plain, 80);
    expect(row(table, 'in-flight')).toMatch(/static +in-flight +factor$/);
    expect(row(table, 'time to first token, p50')).toMatch(/500 ms +50\.0 ms +10\.0×$/);
    expect(row(table, 'requests per second')).toMatch(/2\.00 +4\.00 +2\.00×$/);
    expect(row(table, 'batch, mean')).toMatch(/=$/);
  });

  it('mark the better one, less for a time and more for a throughput', () => {
    const table = latencyTable([fixed, inflight], createColors(true), 80);
    expect(row(table, 'time to first token, p50')).toContain('\u001b[32m50.0 ms\u001b[39m');
    expect(row(table, 'requests per second')).toContain('\u001b[32m4.00\u001b[39m');
  });

  it('say that a saturated queue grows in place of what waits in it, but not of what does not', () => {
    const table = latencyTable([{ ...fixed, saturated: true, tpot: always(0.02) }, inflight], plain, 80);
    expect(row(table, 'time to first token, p50')).toMatch(/grows +50\.0 ms +–$/);
    expect(row(table, 'time per output token, p50')).toContain('20.0 ms');
    expect(table.replace(/\s+/g, ' ')).toContain('static is saturated: it answers 2.00 requests a second');
  });

  it('have figures of the prefix cache only where it found or lost something', () => {
    expect(latencyTable([inflight], plain, 80)).not.toContain('prefix cache');
    const reusing = totals({
      ...inflight,
      cachedTokens: 600,
      cacheHitRate: 0.6,
      cacheEvictions: 1234,
      hostFetchedBlocks: 7,
    });
    const table = latencyTable([reusing], plain, 80);
    expect(row(table, 'prefix cache, prompt tokens found')).toMatch(/60 %$/);
    expect(row(table, 'blocks evicted')).toMatch(/1,234$/);
    expect(row(table, 'blocks back from the host')).toMatch(/ 7$/);
    expect(latencyTable([{ ...reusing, hostFetchedBlocks: 0 }], plain, 80)).not.toContain('from the host');
  });

  it('have goodput only where something was promised', () => {
    expect(latencyTable([inflight], plain, 80)).not.toContain('goodput');
    const promised = totals({ ...inflight, goodput: { requests: 3, share: 0.75, requestsPerSecond: 3 } });
    expect(row(latencyTable([promised], plain, 80), 'share of requests')).toMatch(/75 %$/);
  });

  it('name who was refused, gave up and was pre-empted, within the width', () => {
    const table = latencyTable(
      [totals({ ...inflight, count: 100, rejected: 30, timedOut: 10, preemptions: 2000 })],
      plain,
      60,
    );
    const text = table.replace(/\s+/g, ' ');
    expect(text).toContain('refused 20 of 100 requests, too long for max_seq_len');
    expect(text).toContain('the clients of 10 of 100 requests gave up');
    expect(text).toContain('pre-empted 2,000 times');
    for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });

  it('have dashes, no NaN, where nobody was answered', () => {
    const none = totals({
      ...inflight,
      completed: 0,
      ttft: always(Number.NaN),
      usefulSlotShare: Number.NaN,
      kvUsed: { mean: Number.NaN, most: 0 },
    });
    expect(latencyTable([none], plain, 80)).not.toContain('NaN');
  });
});
