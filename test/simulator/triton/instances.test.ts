import { describe, expect, it } from 'vitest';
import type { InstanceGroup } from '../../../deployment/triton-scheduling.ts';
import { LatencyTable, plainWorkload, simulateTriton } from '../../../simulator/triton/index.ts';
import { at, dynamic, gpu, rows, serve, tableOf } from './serve.ts';

describe('instances', () => {
  it('on two GPUs run beside each other', () => {
    const prediction = serve({
      scheduling: { kind: 'default' },
      groups: [gpu(1, [0, 1])],
      workload: at(0, 0, 0),
    });
    expect(rows(prediction).map(([started]) => started)).toEqual([0, 0, 1]);
    expect(prediction.instances.map(({ device, executions }) => [device, executions])).toEqual([
      ['GPU 0', 2],
      ['GPU 1', 1],
    ]);
  });

  it('on one GPU share its time: from 0 to 0.5 alone, then both at half speed', () => {
    const prediction = serve({
      scheduling: { kind: 'default' },
      groups: [gpu(2)],
      workload: at(0, 0.5),
    });
    // The first has half its work left at 0.5 and takes 1 s for it; the second has half left at 1.5 and is alone.
    expect(rows(prediction)).toEqual([
      [0, 1.5, 1],
      [0.5, 2, 1],
    ]);
  });

  it('do not slow each other down where that is said', () => {
    const prediction = serve({
      scheduling: { kind: 'default' },
      groups: [gpu(2)],
      contention: 'none',
      workload: at(0, 0.5),
    });
    expect(rows(prediction)).toEqual([
      [0, 1, 1],
      [0.5, 1.5, 1],
    ]);
  });

  it('run as was measured side by side where the table has such rows', () => {
    const latency = new LatencyTable([
      { batch: 1, instances: 1, seconds: 1 },
      { batch: 1, instances: 2, seconds: 1.5 },
    ]);
    const [prediction] = simulateTriton(
      [
        {
          scheduling: {
            name: 'm',
            maxBatchSize: 8,
            scheduling: { kind: 'default' },
            comparesShapes: false,
            groups: [gpu(2)],
          },
          workload: { ...plainWorkload, ...at(0, 0, 0, 0) },
          latency,
        },
      ],
      { keepRequests: true },
    );
    expect(rows(prediction!).map(([started, finished]) => [started, finished])).toEqual([
      [0, 1.5],
      [0, 1.5],
      [1.5, 3],
      [1.5, 3],
    ]);
  });

  it('of KIND_CPU have a table of their own', () => {
    const cpu: InstanceGroup = { name: 'c', kind: 'cpu', count: 1, gpus: [] };
    const [prediction] = simulateTriton(
      [
        {
          scheduling: {
            name: 'm',
            maxBatchSize: 8,
            scheduling: { kind: 'default' },
            comparesShapes: false,
            groups: [gpu(), cpu],
          },
          workload: { ...plainWorkload, ...at(0, 0, 0) },
          latency: tableOf(),
          cpuLatency: tableOf([[1, 5]]),
        },
      ],
      { keepRequests: true },
    );
    expect(rows(prediction!).map(([, finished]) => finished)).toEqual([1, 5, 2]);
  });

  it('are busy for a share of the run', () => {
    const prediction = serve({ scheduling: dynamic(), workload: at(0, 3) });
    expect(prediction.instances[0]!.busy).toBeCloseTo(0.5);
  });
});

describe('the rate limiter (--rate-limit=execution_count)', () => {
  const model = (name: string, resource: number, priority = 1, workload = at(0, 0, 0, 0)) => ({
    scheduling: {
      name,
      maxBatchSize: 1,
      scheduling: { kind: 'default' as const },
      comparesShapes: false,
      groups: [
        {
          name,
          kind: 'gpu' as const,
          count: 1,
          gpus: [0],
          rateLimiter: { priority, resources: [{ name: 'R', global: false, count: resource }] },
        },
      ],
    },
    workload: { ...plainWorkload, ...workload },
    latency: tableOf(undefined, 'none' as const),
  });
  const starts = (options: Parameters<typeof simulateTriton>[1], ...models: ReturnType<typeof model>[]) =>
    simulateTriton(models, { keepRequests: true, ...options }).map((each) =>
      rows(each).map(([started]) => started),
    );

  it('is off unless asked for: both models run', () => {
    expect(starts({}, model('a', 1), model('b', 1))).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ]);
  });

  it('lets models that need the same resource run in turn (the limit is the largest need)', () => {
    expect(starts({ rateLimit: [] }, model('a', 1), model('b', 1))).toEqual([
      [0, 2, 4, 6],
      [1, 3, 5, 7],
    ]);
  });

  it('lets them run together where the resource is enough for both', () => {
    expect(starts({ rateLimit: [{ name: 'R', count: 2 }] }, model('a', 1), model('b', 1))).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ]);
  });

  it('gives priority 2 half the chances of priority 1 (ScaledPriority is executions × priority)', () => {
    const [first, second] = starts(
      { rateLimit: [] },
      model('a', 1, 1, at(0, 0, 0, 0, 0, 0)),
      model('b', 1, 2, at(0, 0, 0)),
    );
    // a has run once and b not: b. Then 1 × 1 against 1 × 2: a; 2 against 2: a was made first, and so on.
    expect(first).toEqual([0, 2, 3, 5, 6, 8]);
    expect(second).toEqual([1, 4, 7]);
  });

  it('refuses limits under which a model could never run', () => {
    expect(() => starts({ rateLimit: [{ name: 'R', count: 1 }] }, model('a', 2))).toThrow(
      'resource R is limited to 1, and an instance needs 2',
    );
  });
});

describe('several models on a server', () => {
  it('share a device, and one with an endless load goes on until the other is done', () => {
    const of = (requests: number, rate: number) => ({
      scheduling: {
        name: 'm',
        maxBatchSize: 1,
        scheduling: { kind: 'default' as const },
        comparesShapes: false,
        groups: [gpu()],
      },
      // CV 0 is a clock.
      workload: { ...plainWorkload, arrivals: { kind: 'gamma' as const, rate, cv: 0 }, requests },
      latency: tableOf(),
    });
    // Each has a request at 4, 8, 12: two executions of 1 s beside each other take 2.
    const [first, second] = simulateTriton([of(3, 0.25), of(Number.POSITIVE_INFINITY, 0.25)], {
      keepRequests: true,
    });
    expect(rows(first!)).toEqual([
      [4, 6, 1],
      [8, 10, 1],
      [12, 14, 1],
    ]);
    expect(second!.completed).toBeGreaterThanOrEqual(2);
    expect(second!.completed + second!.unserved).toBe(3);
  });
});
