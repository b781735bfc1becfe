import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Scheduling } from '../../../deployment/triton-scheduling.ts';
import {
  type LatencyPoint,
  LatencyTable,
  plainWorkload,
  readLatencyCsv,
  simulateTriton,
  type TritonPrediction,
} from '../../../simulator/triton/index.ts';
import { inception, type Row, textRecognition } from './published.ts';
import { dynamic, gpu } from './serve.ts';

const page = readFileSync('docs/simulator-triton.md', 'utf8');

interface Setup {
  readonly scheduling: Scheduling;
  readonly maxBatchSize: number;
  readonly instances?: number;
  readonly requestBatch: number;
  readonly points: readonly LatencyPoint[];
  readonly clientOverhead?: number;
}

function predicted(concurrency: number, setup: Setup): TritonPrediction {
  const { scheduling, maxBatchSize, instances = 1, requestBatch, points, clientOverhead = 0 } = setup;
  const [prediction] = simulateTriton([
    {
      scheduling: { name: 'm', maxBatchSize, scheduling, comparesShapes: false, groups: [gpu(instances)] },
      workload: {
        ...plainWorkload,
        arrivals: { kind: 'closed', concurrency },
        requests: 5000,
        batch: [{ value: requestBatch, share: 1 }],
        clientOverhead,
      },
      latency: new LatencyTable(points),
    },
  ]);
  return prediction!;
}

const point = (batch: number, seconds: number, instances = 1): LatencyPoint => ({
  batch,
  instances,
  seconds,
});

/** Each row's prediction is on the page as it comes out, and off by no more than is said there, in per cent. */
function hold(rows: readonly Row[], setup: Setup, throughput: number, p95?: number): void {
  for (const [concurrency, published, latency] of rows) {
    const prediction = predicted(concurrency, setup);
    const off = 100 * (prediction.inferencesPerSecond / published - 1);
    expect(Math.abs(off), `${concurrency} clients`).toBeLessThanOrEqual(throughput);
    const cells = [concurrency, thousands(published), thousands(prediction.inferencesPerSecond), signed(off)];
    if (p95 !== undefined) {
      const ms = prediction.latency.p95 * 1000;
      expect(Math.abs(100 * (ms / latency - 1)), `${concurrency} clients`).toBeLessThanOrEqual(p95);
      cells.push(latency.toFixed(2), ms.toFixed(2), signed(100 * (ms / latency - 1)));
    }
    expect(page).toContain(`| ${cells.join(' | ')} |`);
  }
}

const thousands = (value: number): string =>
  value >= 1000
    ? `${Math.floor(Math.round(value) / 1000)},${String(Math.round(value) % 1000).padStart(3, '0')}`
    : value.toFixed(value < 100 ? 1 : 0);
function signed(value: number): string {
  const size = Math.abs(value).toFixed(1);
  return `${size === '0.0' ? '' : value < 0 ? '−' : '+'}${size} %`;
}

describe('text_recognition on an A100 (two times taken from the published rows, all others predicted)', () => {
  const points = [point(2, 2 / 975.048), point(8, 8 / 3187.76)];
  const setup = { maxBatchSize: 8, requestBatch: 2, points };

  it('without batching', () => {
    hold(textRecognition.unbatched, { ...setup, scheduling: { kind: 'default' } }, 2.1, 5);
  });

  it('with the dynamic batcher', () => {
    hold(textRecognition.dynamic, { ...setup, scheduling: dynamic() }, 3, 10);
  });

  it('with two instances as well, the first and last row giving how they slow each other down', () => {
    const beside = [...points, point(2, 4 / 1446.26, 2), point(8, 16 / 4134.09, 2)];
    hold(
      textRecognition.twoInstances,
      { ...setup, points: beside, scheduling: dynamic(), instances: 2 },
      15,
      16,
    );
  });
});

describe('inception_graphdef', () => {
  // 73.3 inferences a second with 2 and more clients; the difference to one client is client and network.
  const clientOverhead = 1 / 62.6 - 1 / 73.3;
  const setup = { requestBatch: 1, clientOverhead };

  it('without batching', () => {
    const points = [point(1, 1 / 73.3)];
    hold(inception.unbatched, { ...setup, points, maxBatchSize: 128, scheduling: { kind: 'default' } }, 0.3);
  });

  it('with the dynamic batcher, from the rows without batching and the guess that 8 take as long as 1', () => {
    const points = [point(1, 1 / 73.3), point(8, 1 / 73.3)];
    hold(inception.dynamic, { ...setup, points, maxBatchSize: 128, scheduling: dynamic({}, 128) }, 12);
  });

  it('by its file of perf_analyzer, of which only the row with one client is used', () => {
    const csv = readLatencyCsv(readFileSync('examples/triton-models/inception_graphdef.csv', 'utf8'));
    const rows: readonly Row[] = [
      [1, 69.2, 19.753],
      [2, 87.2, 29.768],
      [3, 84.2, 47.085],
      [4, 84.2, 59.225],
    ];
    hold(
      rows,
      {
        points: csv.points,
        clientOverhead: csv.clientOverhead!,
        requestBatch: 1,
        maxBatchSize: 128,
        scheduling: { kind: 'default' },
      },
      5,
    );
  });
});

it('a queue delay at 1,200 requests a second, as on the page', () => {
  for (const delay of [0, 500, 1000, 2000, 5000]) {
    const [prediction] = simulateTriton([
      {
        scheduling: {
          name: 'm',
          maxBatchSize: 8,
          scheduling: dynamic({ maxQueueDelay: delay * 1e-6 }),
          comparesShapes: false,
          groups: [gpu()],
        },
        workload: { ...plainWorkload, arrivals: { kind: 'poisson', rate: 1200 }, requests: 20_000, seed: 0 },
        latency: new LatencyTable([point(2, 0.0020513), point(8, 0.0025096)]),
      },
    ]);
    const { latency, meanBatch, instances } = prediction!;
    const cells = [
      delay,
      (latency.mean * 1000).toFixed(2),
      (latency.p99 * 1000).toFixed(2),
      meanBatch.toFixed(2),
      `${(100 * instances[0]!.busy).toFixed(0)} %`,
    ];
    expect(page).toContain(`| ${cells.join(' | ')} |`);
  }
});
