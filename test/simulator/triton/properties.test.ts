import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InstanceGroup, Scheduling } from '../../../deployment/triton-scheduling.ts';
import {
  plainWorkload,
  simulateTriton,
  type TracedInference,
  type TritonWorkload,
} from '../../../simulator/triton/index.ts';
import { direct, dynamic, gpu, oldest, policy, serve, tableOf } from './serve.ts';

const maxBatchSize = 8;

/** Arrivals on a coarse grid, so that many fall together. */
const plain = fc.record({
  arrived: fc.integer({ min: 0, max: 40 }).map((tick) => tick / 8),
  batch: fc.integer({ min: 1, max: maxBatchSize }),
  priority: fc.integer({ min: 0, max: 4 }),
});
const inSequence = fc.record({
  arrived: fc.integer({ min: 0, max: 40 }).map((tick) => tick / 8),
  sequence: fc.integer({ min: 0, max: 6 }),
});

const dynamicScheduling: fc.Arbitrary<Scheduling> = fc
  .record({
    preferredBatchSizes: fc.uniqueArray(fc.integer({ min: 1, max: maxBatchSize }), {
      minLength: 1,
      maxLength: 3,
    }),
    maxQueueDelay: fc.constantFrom(0, 0.1, 0.5, 2),
    preserveOrdering: fc.boolean(),
    priorityLevels: fc.constantFrom(0, 3),
  })
  .map((settings) => dynamic({ ...settings, defaultPriorityLevel: settings.priorityLevels === 0 ? 0 : 2 }));

const queued: fc.Arbitrary<Scheduling> = fc
  .record({
    maxQueueSize: fc.constantFrom(0, 1, 3),
    defaultTimeout: fc.constantFrom(0, 0.3, 1.5),
    timeoutAction: fc.constantFrom('reject' as const, 'delay' as const),
    maxQueueDelay: fc.constantFrom(0, 0.4),
    preferred: fc.constantFrom([4], [8], [2, 6]),
  })
  .map(({ maxQueueDelay, preferred, ...of }) =>
    dynamic({ preferredBatchSizes: preferred, maxQueueDelay, defaultPolicy: policy(of) }),
  );

const sequenced: fc.Arbitrary<Scheduling> = fc.oneof(
  fc.constant(direct()),
  fc.constant(direct({ strategy: { kind: 'direct', maxQueueDelay: 0.5, minimumSlotUtilization: 0.5 } })),
  fc.constant(direct({ maxIdle: 1.2 })),
  fc.constant(oldest(3, [4])),
  fc.constant(oldest(8, [2, 8], 0.3)),
);

const groups: fc.Arbitrary<readonly InstanceGroup[]> = fc.constantFrom(
  [gpu()],
  [gpu(3)],
  [gpu(1, [0, 1])],
  [gpu(2, [0, 1]), { name: 'c', kind: 'cpu' as const, count: 2, gpus: [] }],
);
const latency = [
  [1, 0.3],
  [4, 0.6],
  [8, 0.9],
] as const;

const traceOf = (requests: readonly TracedInference[]) => ({
  arrivals: { kind: 'trace' as const, requests },
});
const run = (scheduling: Scheduling, on: readonly InstanceGroup[], requests: readonly TracedInference[]) =>
  serve({ scheduling, maxBatchSize, groups: on, latency, workload: traceOf(requests) });

describe('whatever the settings', () => {
  it('each request has one outcome, and no batch is larger than max_batch_size', () => {
    fc.assert(
      fc.property(
        fc.oneof(dynamicScheduling, queued, fc.constant<Scheduling>({ kind: 'default' })),
        groups,
        fc.array(plain, { minLength: 1, maxLength: 40 }),
        (scheduling, on, requests) => {
          const prediction = run(scheduling, on, requests);
          const { requests: rows } = prediction;
          expect(rows!.outcome.filter((outcome) => outcome !== undefined)).toHaveLength(requests.length);
          expect(prediction.unserved).toBe(0);
          expect(Math.max(0, ...prediction.batches.map(({ size }) => size))).toBeLessThanOrEqual(
            maxBatchSize,
          );
          const inferences = prediction.batches.reduce(
            (sum, { size, executions }) => sum + size * executions,
            0,
          );
          expect(inferences).toBe(prediction.inferences);
        },
      ),
    );
  });

  it('sequences lose no request, and each runs in its own order, one request at a time', () => {
    fc.assert(
      fc.property(
        sequenced,
        groups,
        fc.array(inSequence, { minLength: 1, maxLength: 40 }),
        (scheduling, on, requests) => {
          const prediction = run(scheduling, on, requests);
          const { requests: rows } = prediction;
          expect(rows!.outcome.filter((outcome) => outcome !== undefined)).toHaveLength(requests.length);
          expect(prediction.unserved).toBe(0);
          const last = new Map<number, number>();
          [...requests]
            .sort((a, b) => a.arrived - b.arrived)
            .forEach(({ sequence }, row) => {
              if (rows!.outcome[row] !== 'completed') return;
              expect(rows!.started[row]).toBeGreaterThanOrEqual(last.get(sequence) ?? 0);
              last.set(sequence, rows!.finished[row]!);
            });
        },
      ),
    );
  });

  it('each request has one outcome where clients give up and models compete for resources', () => {
    const resources = (count: number) => [{ name: 'R', global: true, count }];
    const limited = (priority: number, count: number, scheduling: Scheduling) => ({
      scheduling: {
        name: 'm',
        maxBatchSize,
        scheduling,
        comparesShapes: false,
        groups: [{ ...gpu(2), rateLimiter: { priority, resources: resources(count) } }],
      },
      latency: tableOf(latency),
    });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(dynamicScheduling, queued, sequenced), { minLength: 2, maxLength: 2 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.constantFrom(0.2, 0.5, 2),
        (schedulings, seed, clientTimeout) => {
          const workload: TritonWorkload = {
            ...plainWorkload,
            seed,
            requests: 30,
            arrivals: { kind: 'closed', concurrency: 6 },
            clientTimeout,
            clientOverhead: 0.1,
            sequenceLength: [1, 3],
          };
          const predictions = simulateTriton(
            schedulings.map((scheduling, index) => ({
              ...limited(index + 1, index + 1, scheduling),
              workload,
            })),
            { rateLimit: [] },
          );
          for (const { unserved, completed, rejected } of predictions) {
            expect(unserved).toBe(0);
            const lost = Object.values(rejected).reduce((sum, count) => sum + count, 0);
            expect(completed + lost).toBeGreaterThanOrEqual(30);
          }
        },
      ),
    );
  });

  it('answers keep the order of arrival where that is promised and there are no priorities', () => {
    fc.assert(
      fc.property(
        dynamicScheduling,
        groups,
        fc.array(plain, { minLength: 2, maxLength: 40 }),
        (scheduling, on, requests) => {
          const ordered = { ...scheduling, preserveOrdering: true, priorityLevels: 0 } as Scheduling;
          const { finished, count } = run(ordered, on, requests).requests!;
          for (let row = 1; row < count; row++)
            expect(finished[row]).toBeGreaterThanOrEqual(finished[row - 1]!);
        },
      ),
    );
  });

  it('without a delay an instance is never idle while a request waits', () => {
    const table = tableOf(latency);
    fc.assert(
      fc.property(
        dynamicScheduling,
        fc.array(plain, { minLength: 1, maxLength: 40 }),
        (scheduling, requests) => {
          const eager = { ...scheduling, maxQueueDelay: 0 } as Scheduling;
          const { started, arrived, executed, count } = run(eager, [gpu()], requests).requests!;
          const ends = new Map<number, number>();
          for (let row = 0; row < count; row++)
            ends.set(started[row]!, started[row]! + table.seconds(executed[row]!, 1));
          for (let row = 0; row < count; row++) {
            let time = arrived[row]!;
            // The execution under way at its arrival, then the next one at that one's end, up to its own start.
            for (const [start, end] of [...ends].sort(([left], [right]) => left - right))
              if (start <= time + 1e-9 && end > time && start < started[row]!) time = end;
            expect(time).toBeCloseTo(started[row]!, 9);
          }
        },
      ),
    );
  });

  it('the same seed gives the same bytes, another seed others', () => {
    fc.assert(
      fc.property(
        fc.oneof(dynamicScheduling, sequenced),
        groups,
        fc.integer({ min: 0, max: 1e6 }),
        (scheduling, on, seed) => {
          const once = (of: number) =>
            JSON.stringify(
              serve({
                scheduling,
                maxBatchSize,
                groups: on,
                latency,
                workload: {
                  arrivals: { kind: 'gamma', rate: 20, cv: 2 },
                  requests: 50,
                  seed: of,
                  priorities: [
                    { value: 1, share: 1 },
                    { value: 2, share: 3 },
                  ],
                  sequenceLength: [1, 4],
                },
              }),
            );
          expect(once(seed)).toBe(once(seed));
          expect(once(seed)).not.toBe(once(seed + 1));
        },
      ),
      { numRuns: 30 },
    );
  });
});
