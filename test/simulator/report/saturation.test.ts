import { describe, expect, it } from 'vitest';
import { simulate, type Workload } from '../../../simulator/index.ts';
import { QueueTrend } from '../../../simulator/report/saturation.ts';
import { engineSpec } from '../specs.ts';

const workload: Workload = {
  arrivals: { kind: 'poisson', rate: 200 },
  prompt: { kind: 'fixed', tokens: 256 },
  output: { kind: 'fixed', tokens: 128 },
  requests: 400,
  seed: 2,
};

describe('saturation', () => {
  it('is said where more arrives than is answered, with pipeline stages too', () => {
    for (const pipelineParallel of [1, 2]) {
      const prediction = simulate(engineSpec({ maxBatchSize: 4, pipelineParallel }), workload);
      expect(prediction.saturated).toBe(true);
      expect(prediction.busy).toBeGreaterThan(0.95);
      expect(prediction.busy).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it('is not said of bursts at the end of a trace, between which the engine rests', () => {
    const trace = Array.from({ length: 400 }, (_, index) => ({
      arrived: index < 300 ? 2 * index : 600 + 60 * Math.floor((index - 300) / 20),
      promptTokens: 256,
      outputTokens: 128,
    }));
    const { requests, saturated, busy } = simulate(engineSpec({ maxBatchSize: 4 }), { ...workload, trace });
    const trend = new QueueTrend(400);
    for (let row = 0; row < 400; row++) {
      const start = requests.scheduled[row]!;
      trend.add(row, start - requests.arrived[row]!, requests.finished[row]! - start);
    }
    expect(trend.grew).toBe(true);
    expect(busy).toBeLessThan(0.7);
    expect(saturated).toBe(false);
  });
});
