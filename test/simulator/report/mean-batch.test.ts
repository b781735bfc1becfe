import { describe, expect, it } from 'vitest';
import { simulate, type Workload } from '../../../simulator/index.ts';
import { engineSpec } from '../specs.ts';

describe('the mean batch', () => {
  it('is by time, as Little has it: what all requests spend in the engine, while it works', () => {
    const workload: Workload = {
      arrivals: { kind: 'poisson', rate: 6 },
      // Long prompts make steps as unlike as they come.
      prompt: { kind: 'lognormal', median: 2000, sigma: 1 },
      output: { kind: 'lognormal', median: 60, sigma: 1 },
      requests: 300,
      seed: 1,
    };
    for (const engine of ['vllm', 'sglang', 'tensorrt-llm'] as const) {
      const spec = engineSpec({ engine, engineVersion: undefined, blockTokens: 32, prefixCaching: false });
      const { requests, meanBatch, busy, duration, preemptions } = simulate(spec, workload);
      let inside = 0;
      for (let row = 0; row < requests.count; row++) {
        const time = requests.finished[row]! - requests.scheduled[row]!;
        if (!Number.isNaN(time)) inside += time;
      }
      expect(preemptions).toBe(0);
      expect(meanBatch).toBeCloseTo(inside / (busy * duration), 6);
    }
  });
});
