import { describe, expect, it } from 'vitest';
import { economicsOf, simulate, simulateTotals, type Workload } from '../../../simulator/index.ts';
import { isKept } from '../../../simulator/report/service-level.ts';
import { engineSpec, h100 } from '../specs.ts';

const workload: Workload = {
  arrivals: { kind: 'poisson', rate: 40 },
  prompt: { kind: 'lognormal', median: 200, sigma: 1 },
  output: { kind: 'lognormal', median: 100, sigma: 1 },
  requests: 2000,
  seed: 5,
};

describe('goodput', () => {
  it('counts the requests that kept every promise', () => {
    const promise = { ttft: 0.05, tpot: 0.012, e2e: 3 };
    const spec = engineSpec({ maxBatchSize: 24 });
    const { goodput, requests, duration } = simulate(spec, workload, { serviceLevel: promise });
    let kept = 0;
    for (let row = 0; row < requests.count; row++) {
      const [sent, first, end] = [requests.arrived[row]!, requests.firstToken[row]!, requests.finished[row]!];
      const tpot = (end - first) / Math.max(1, requests.outputTokens[row]! - 1);
      if (first - sent <= 0.05 && tpot <= 0.012 && end - sent <= 3) kept++;
    }
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(2000);
    expect(goodput).toEqual({ requests: kept, share: kept / 2000, requestsPerSecond: kept / duration });
  });

  it('is absent where nothing was promised, and a promise left out binds nobody', () => {
    expect(simulate(engineSpec(), workload).goodput).toBeUndefined();
    expect(isKept({}, { ttft: 9, tpot: 9, e2e: 9 })).toBe(true);
    expect(isKept({ tpot: 0.1 }, { ttft: 9, tpot: 0.1, e2e: 9 })).toBe(true);
    expect(isKept({ tpot: 0.1 }, { ttft: 0, tpot: 0.11, e2e: 0 })).toBe(false);
  });
});

describe('cost and energy', () => {
  it('are those of all GPUs for the whole time', () => {
    const spec = engineSpec({ tensorParallel: 2, gpu: { ...h100, powerWatts: 700 } });
    const totals = { duration: 10, outputTokensPerSecond: 1000, totalTokensPerSecond: 4000 };
    // Two GPUs at 3.60 an hour are 0.002 a second, for 1,000 and 4,000 tokens.
    const economics = economicsOf(spec, totals, 3.6);
    expect(economics.gpus).toBe(2);
    expect(economics.perMillionOutputTokens).toBeCloseTo(2, 9);
    expect(economics.perMillionTokens).toBeCloseTo(0.5, 9);
    expect(economics.joulesPerOutputToken).toBeCloseTo(1.4, 9);
  });

  it('are left out where price or power are not known, or nothing was answered', () => {
    const totals = { duration: 10, outputTokensPerSecond: 1000, totalTokensPerSecond: 4000 };
    expect(economicsOf(engineSpec(), totals)).toEqual({ gpus: 1 });
    expect(economicsOf(engineSpec(), { ...totals, outputTokensPerSecond: 0 }, 2)).toEqual({ gpus: 1 });
  });
});

describe('a run without rows', () => {
  it('comes to what the one with rows comes to, percentiles within a tenth of a percent', () => {
    const { requests: _, ...withRows } = simulate(engineSpec(), workload);
    const totals = simulateTotals(engineSpec(), workload);
    const near = (left: number, right: number): boolean => Math.abs(left / right - 1) < 2e-3;
    for (const name of ['ttft', 'tpot', 'e2e'] as const) {
      expect(totals[name].mean).toBeCloseTo(withRows[name].mean, 9);
      for (const key of ['p50', 'p90', 'p95', 'p99'] as const)
        expect(near(totals[name][key], withRows[name][key]), `${name} ${key}`).toBe(true);
    }
    const { ttft, tpot, e2e, ...rest } = totals;
    const { ttft: _t, tpot: _p, e2e: _e, ...others } = withRows;
    expect([ttft, tpot, e2e]).toHaveLength(3);
    expect(rest).toEqual(others);
  });
});
