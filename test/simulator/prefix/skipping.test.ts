import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EngineSpec, type Prediction, simulate, type Workload } from '../../../simulator/index.ts';
import { engineSpec } from '../specs.ts';

const length = (low: number, high: number) =>
  fc
    .tuple(fc.integer({ min: low, max: high }), fc.nat({ max: high }))
    .map(([from, more]) => ({ kind: 'uniform' as const, low: from, high: from + more }));

const workloads: fc.Arbitrary<Workload> = fc
  .record({
    arrivals: fc.oneof(
      fc.record({
        kind: fc.constant('poisson' as const),
        rate: fc.double({ min: 1, max: 300, noNaN: true }),
      }),
      fc.record({ kind: fc.constant('closed' as const), concurrency: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ kind: fc.constant('offline' as const) }),
    ),
    prompt: length(1, 200),
    output: length(1, 80),
    requests: fc.integer({ min: 1, max: 50 }),
    seed: fc.integer(),
    prefix: fc.record({
      share: fc.double({ min: 0, max: 0.95, noNaN: true }),
      groups: fc.integer({ min: 1, max: 4 }),
    }),
    sessions: fc.option(fc.record({ turns: length(1, 5), thinkTime: fc.constantFrom(0, 0.2) }), {
      nil: undefined,
    }),
    clientTimeout: fc.constantFrom(undefined, 1, 5),
    retention: fc.constantFrom(
      undefined,
      { prefix: { priority: 100 } },
      { prefix: { priority: 80, duration: 0.05 }, answer: { priority: 0 } },
      { prefix: { priority: 10 }, answer: { priority: 60, duration: 0.01 } },
      {
        ranges: [
          { from: 0, to: 40, priority: 20 },
          { from: 40, priority: 90, duration: 0.1 },
        ],
      },
    ),
  })
  .map(({ sessions, clientTimeout, retention, ...rest }) => ({
    ...rest,
    ...(retention && { retention }),
    ...(sessions && { sessions }),
    ...(clientTimeout !== undefined && { clientTimeout }),
  }));

const specs: fc.Arbitrary<EngineSpec> = fc
  .record({
    engine: fc.constantFrom('tensorrt-llm' as const, 'vllm' as const, 'sglang' as const),
    engineVersion: fc.constantFrom('0.6.6', '0.9.0', '0.20.0', '1.0.0'),
    maxBatchSize: fc.integer({ min: 1, max: 24 }),
    maxNumTokens: fc.integer({ min: 64, max: 1024 }),
    maxSeqLen: fc.integer({ min: 128, max: 1024 }),
    blockTokens: fc.constantFrom(1, 16, 32),
    maxKvTokens: fc.integer({ min: 300, max: 3000 }),
    instances: fc.integer({ min: 1, max: 2 }),
    // Up to some hundred blocks.
    hostCacheBytes: fc.constantFrom(1, 2e6, 2e7, 1e8),
    policy: fc.constantFrom(
      'guaranteed-no-evict' as const,
      'max-utilization' as const,
      'static-batch' as const,
    ),
    chunkedPrefill: fc.boolean(),
    order: fc.constantFrom('fcfs' as const, 'lpm' as const, 'dfs-weight' as const, 'random' as const),
    tensorrtLlm: fc.constantFrom({}, { hostPriority: 0 }, { onboards: false }, { partialReuse: false }),
  })
  .map(({ policy, chunkedPrefill, tensorrtLlm, order, ...rest }) =>
    engineSpec({ ...rest, batching: { policy, chunkedPrefill, tensorrtLlm, sglang: { order } } }),
  );

const same = (left: number, right: number): boolean =>
  Object.is(left, right) || Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left));

function difference(skipping: Prediction, stepping: Prediction): string | undefined {
  const table = skipping.requests;
  for (const column of [
    'arrived',
    'scheduled',
    'firstToken',
    'finished',
    'cachedTokens',
    'preemptions',
  ] as const) {
    for (let row = 0; row < table.count; row++) {
      const [left, right] = [table[column][row]!, stepping.requests[column][row]!];
      if (!same(left, right)) return `${column}[${row}]: ${left} and ${right}`;
    }
  }
  for (const name of [
    'cachedTokens',
    'cacheEvictions',
    'hostFetchedBlocks',
    'steps',
    'completed',
    'preemptions',
  ] as const) {
    if (skipping[name] !== stepping[name]) return `${name}: ${skipping[name]} and ${stepping[name]}`;
  }
  return undefined;
}

describe('skipping equal steps while prefixes are reused', () => {
  it('gives what computing every step gives, for every engine', () => {
    const seen = { cached: 0, evicted: 0, preempted: 0, timedOut: 0, fetched: 0 };
    fc.assert(
      fc.property(specs, workloads, (spec, workload) => {
        const skipping = simulate(spec, workload);
        seen.cached += skipping.cachedTokens;
        seen.evicted += skipping.cacheEvictions;
        seen.preempted += skipping.preemptions;
        seen.timedOut += skipping.timedOut;
        seen.fetched += skipping.hostFetchedBlocks;
        expect(difference(skipping, simulate(spec, workload, { stepByStep: true }))).toBeUndefined();
      }),
      { numRuns: 400, seed: 4 },
    );
    expect(seen.cached).toBeGreaterThan(10_000);
    expect(seen.evicted).toBeGreaterThan(1000);
    expect(seen.preempted).toBeGreaterThan(20);
    expect(seen.timedOut).toBeGreaterThan(5);
    expect(seen.fetched).toBeGreaterThan(100);
  }, 60_000);
});
