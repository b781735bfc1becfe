import { describe, expect, it } from 'vitest';
import { bestOf, figureOf, metricRows } from '../../../client/panel/latency/rows.ts';
import { verdictOf } from '../../../client/panel/latency/verdict.ts';
import { memoryBar } from '../../../client/panel/memory/segments.ts';
import { sharedWindow, slotPicture } from '../../../client/panel/timeline/bars.ts';
import { neighbour } from '../../../client/panel/timeline/neighbour.ts';
import { timeScale } from '../../../client/panel/timeline/time-scale.ts';
import { fittingMemory, prediction, type Row } from './fixtures.ts';

/** Two static batches over two slots, and a request that was rejected. */
const rows: Row[] = [
  [0, 0, 0, 1, 4, 8],
  [1, 0, 0, 1, 8, 8],
  [1, 2, 8, 9, 12, 16],
  [0, 3, 8, 9, 16, 16],
  [-1, 5, Number.NaN, Number.NaN, Number.NaN, Number.NaN],
];
const inflight: Row[] = rows
  .slice(0, 4)
  .map(([slot, arrived, start, first, end]) => [slot, arrived, start, first, end, end]);

describe('memoryBar', () => {
  it('lays the uses side by side up to the end of the GPU', () => {
    const bar = memoryBar(fittingMemory);
    expect(bar.segments.map(({ id }) => id)).toEqual(['weights', 'activations', 'kv-cache', 'free']);
    expect(bar.segments.map(({ start }) => start)).toEqual([0, 16e9, 20e9, 70e9]);
    expect(bar.segments.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(bar.end).toBe(80e9);
    expect(bar.overflow).toBe(0);
  });

  it('grows past the GPU where more is asked for', () => {
    const bar = memoryBar({ ...fittingMemory, gpuBytes: 24e9, freeBytes: -46e9, fits: false });
    expect(bar.end).toBe(70e9);
    expect(bar.overflow).toBe(46e9);
    expect(bar.segments.some(({ id }) => id === 'free')).toBe(false);
  });
});

describe('slotPicture', () => {
  it('has the requests of the window, by slot and time, without the rejected', () => {
    const picture = slotPicture(prediction('static', rows), { from: 0, to: 20 }, 8);
    expect(picture.bars.map(({ request }) => request)).toEqual([0, 3, 1, 2]);
    expect(picture).toMatchObject({ rows: 2, slotsUsed: 2 });
  });

  it('leaves out what is over before the window or starts after it, and slots past the last row', () => {
    expect(
      slotPicture(prediction('static', rows), { from: 8, to: 9 }, 8).bars.map((bar) => bar.request),
    ).toEqual([3, 2]);
    expect(
      slotPicture(prediction('static', rows), { from: 0, to: 20 }, 1).bars.map((bar) => bar.slot),
    ).toEqual([0, 0]);
  });

  it('shares one window that ends with the longest run', () => {
    const window = sharedWindow([prediction('static', rows), prediction('inflight', inflight)]);
    expect(window).toEqual({ from: 0, to: 16 });
    expect(sharedWindow([])).toEqual({ from: 0, to: 0 });
  });

  it('does not shrink a mode that is soon done to a sliver, and shows a whole static batch', () => {
    const batch: Row = [0, 0, 0, 1, 100, 100];
    const slow = prediction('static', [batch, batch, batch, batch], { duration: 400 });
    const fast = (duration: number) => prediction('inflight', [[0, 0, 0, 1, 2, 2]], { duration });
    expect(sharedWindow([slow, fast(80)]).to).toBe(160);
    expect(sharedWindow([slow, fast(5)]).to).toBe(120);
    expect(sharedWindow([slow, fast(390)]).to).toBe(300);
  });
});

describe('timeScale', () => {
  it('spans the window from 0 to 100 per cent', () => {
    const scale = timeScale({ from: 2, to: 4 });
    expect([scale.at(2), scale.at(3), scale.at(4), scale.at(5)]).toEqual([0, 50, 100, 150]);
  });

  it.each([
    [{ from: 0, to: 57 }, [0, 10, 20, 30, 40, 50]],
    [{ from: 0, to: 1.2 }, [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2]],
    [{ from: 0, to: 0.03 }, [0, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03]],
    [{ from: 95, to: 130 }, [95, 100, 105, 110, 115, 120, 125, 130]],
    [{ from: 3, to: 3 }, []],
  ])('labels round moments of %o', (window, ticks) => expect(timeScale(window).ticks).toEqual(ticks));
});

describe('neighbour', () => {
  const { bars } = slotPicture(prediction('static', rows), { from: 0, to: 20 }, 8);

  it('moves along a slot and between slots at the same time', () => {
    expect(neighbour(bars, 0, 'ArrowRight')).toBe(1);
    expect(neighbour(bars, 1, 'ArrowRight')).toBeUndefined();
    expect(neighbour(bars, 1, 'ArrowLeft')).toBe(0);
    expect(neighbour(bars, 1, 'ArrowDown')).toBe(3);
    expect(neighbour(bars, 2, 'ArrowUp')).toBe(0);
    expect(neighbour(bars, 0, 'ArrowUp')).toBeUndefined();
    expect(neighbour(bars, 0, 'a')).toBeUndefined();
  });
});

describe('bestOf', () => {
  const slow = prediction('static', rows, { requestsPerSecond: 4 });
  const fast = prediction('inflight', inflight, { requestsPerSecond: 12 });
  const row = (id: string) => metricRows.find((one) => one.id === id)!;

  it('marks the higher throughput with its factor, and nothing where both are level', () => {
    expect(bestOf(row('requests'), [slow, fast])).toEqual({ index: 1, factor: 3 });
    expect(bestOf(row('ttft-p50'), [slow, fast])).toBeUndefined();
  });

  it('marks nothing where a figure is missing', () => {
    const none = prediction('static', rows, { requestsPerSecond: Number.NaN });
    expect(bestOf(row('requests'), [none, fast])).toBeUndefined();
  });
});

describe('bestOf where a queue grows', () => {
  const row = (id: string) => metricRows.find((one) => one.id === id)!;
  const saturated = prediction('static', rows, { saturated: true });
  const keepsUp = prediction('inflight', inflight);

  it('marks who keeps up, by no factor, in what holds the wait, and compares the rest as ever', () => {
    expect(figureOf(row('ttft-p99'), saturated)).toBe(Number.POSITIVE_INFINITY);
    expect(bestOf(row('ttft-p99'), [saturated, keepsUp])).toEqual({
      index: 1,
      factor: Number.POSITIVE_INFINITY,
    });
    expect(figureOf(row('tpot'), saturated)).toBe(0.01);
    expect(bestOf(row('tpot'), [saturated, keepsUp])).toBeUndefined();
  });

  it('marks nothing where no mode keeps up', () => {
    expect(bestOf(row('e2e-p50'), [saturated, { ...keepsUp, saturated: true }])).toBeUndefined();
  });
});

describe('verdictOf', () => {
  const level = { mean: 1, p50: 1, p90: 1, p95: 1, p99: 1 };

  it('says how many more requests are served and which idle slots it comes from', () => {
    const verdict = verdictOf(
      prediction('static', rows, { requestsPerSecond: 4, usefulSlotShare: 0.36, meanBatch: 5 }),
      prediction('inflight', inflight, { requestsPerSecond: 12.4, meanBatch: 15 }),
    );
    expect(verdict.figure).toBe('3.1×');
    expect(verdict.reason).toContain('64 %');
    expect(verdict.reason).toContain('15.0 unfinished requests at a time where static runs 5.0');
  });

  it('speaks of latency where both keep up', () => {
    const verdict = verdictOf(
      prediction('static', rows, { e2e: { ...level, p50: 4 } }),
      prediction('inflight', inflight, { e2e: { ...level, p50: 2 } }),
    );
    expect(verdict.figure).toBe('2.0×');
    expect(verdict.claim).toContain('2 s instead of 4 s');
  });

  it('owns it when static wins', () => {
    const verdict = verdictOf(
      prediction('static', rows, { requestsPerSecond: 12 }),
      prediction('inflight', inflight, { requestsPerSecond: 10, preemptions: 5 }),
    );
    expect(verdict.figure).toBe('1.20×');
    expect(verdict.claim).toContain('in favour of static');
    expect(verdict.reason).toContain('5 requests');
  });

  it('calls level what is level', () => {
    const verdict = verdictOf(
      prediction('static', rows, { meanBatch: 1.1 }),
      prediction('inflight', inflight),
    );
    expect(verdict.figure).toBe('Level');
    expect(verdict.reason).toContain('Raise the arrival rate');
  });
});
