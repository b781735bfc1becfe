import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulate, timeParts, type Workload } from '../../../simulator/index.ts';
import { engineSpec, withoutServer } from '../specs.ts';

const workload: Workload = {
  arrivals: { kind: 'offline' },
  prompt: { kind: 'fixed', tokens: 64 },
  output: { kind: 'uniform', low: 2, high: 400 },
  requests: 60,
  seed: 5,
};

describe('where the time of requests goes', () => {
  it('adds up to their end-to-end times, whatever the policy', () => {
    let paused = 0;
    fc.assert(
      fc.property(
        fc.constantFrom('static' as const, 'dynamic' as const, 'inflight' as const),
        fc.constantFrom('guaranteed-no-evict' as const, 'max-utilization' as const, 'static-batch' as const),
        fc.integer({ min: 1, max: 30 }),
        fc.integer(),
        (kind, policy, maxBatchSize, seed) => {
          const spec = engineSpec({ maxBatchSize, maxKvTokens: 1500, batching: { kind, policy } });
          const prediction = simulate(spec, { ...workload, seed });
          const parts = timeParts.reduce((sum, part) => sum + prediction.spent[part], 0);
          expect(parts).toBeCloseTo(prediction.completed * prediction.e2e.mean, 6);
          for (const part of timeParts) expect(prediction.spent[part]).toBeGreaterThanOrEqual(-1e-9);
          paused += prediction.spent.paused;
          if (kind === 'inflight') expect(prediction.spent.padding).toBe(0);
        },
      ),
      { numRuns: 60, seed: 3 },
    );
    expect(paused).toBeGreaterThan(0);
  });

  it('of a static batch is padding for all but its longest answer', () => {
    const spec = engineSpec({ maxBatchSize: 2, batching: { kind: 'static' } });
    const prediction = simulate(
      spec,
      {
        ...workload,
        trace: [
          { arrived: 0, promptTokens: 64, outputTokens: 1 },
          { arrived: 0, promptTokens: 64, outputTokens: 101 },
        ],
      },
      { constants: withoutServer(spec) },
    );
    const { requests, spent } = prediction;
    expect(spent.padding).toBeCloseTo(requests.finished[1]! - requests.firstToken[0]!, 9);
    expect(spent.queue).toBe(0);
  });
});
