import { describe, expect, it } from 'vitest';
import { fitFactors, type Observation, withFactors } from '../../../simulator/calibration/factors.ts';
import { calibrationFile, readCalibration } from '../../../simulator/calibration/file.ts';
import { constantsOf, simulate, type Workload } from '../../../simulator/index.ts';
import { engineSpec } from '../specs.ts';

const spec = engineSpec({ engine: 'vllm', engineVersion: '0.11.0', weights: 'bf16', kvFormat: 'bf16' });
const workload = (concurrency: number): Workload => ({
  arrivals: { kind: 'closed', concurrency },
  prompt: { kind: 'uniform', low: 900, high: 1100 },
  output: { kind: 'uniform', low: 180, high: 220 },
  requests: 8 * concurrency,
  seed: 0,
});
const truth = { matrixRate: 0.9, weightRate: 0.9, kvRate: 1, perStep: 2.5, perSequence: 1, perRequest: 2 };

/** What a machine with other constants would have measured. */
function observed(concurrency: number): Observation {
  const constants = withFactors(constantsOf('vllm', '0.11.0'), truth);
  const { ttft, tpot, outputTokensPerSecond } = simulate(spec, workload(concurrency), { constants });
  return {
    experiment: { spec, workload: workload(concurrency), static: false },
    figures: [
      { metric: 'ttft_ms', stat: 'mean', value: 1e3 * ttft.mean },
      { metric: 'tpot_ms', stat: 'mean', value: 1e3 * tpot.mean },
      { metric: 'output_tok_s', stat: 'mean', value: outputTokensPerSecond },
    ],
  };
}

describe('calibration on own runs', () => {
  const fit = fitFactors([1, 4, 16, 64].map(observed));

  it('predicts another load of the same machine within 3 %', () => {
    const constants = withFactors(constantsOf('vllm', '0.11.0'), fit.factors);
    const unseen = observed(32);
    const { ttft, tpot } = simulate(spec, workload(32), { constants });
    expect((1e3 * tpot.mean) / unseen.figures[1]!.value).toBeCloseTo(1, 1.2);
    expect(Math.abs((1e3 * tpot.mean) / unseen.figures[1]!.value - 1)).toBeLessThan(0.03);
    expect(Math.abs((1e3 * ttft.mean) / unseen.figures[0]!.value - 1)).toBeLessThan(0.1);
  });

  it('says how much it helped, and moves at most six factors', () => {
    expect(fit.before).toBeGreaterThan(3);
    expect(fit.after).toBeLessThan(fit.before / 2);
    expect(Object.keys(fit.factors)).toHaveLength(6);
    expect(fit.figures).toBe(12);
  });

  it('survives being written and read', () => {
    const file = calibrationFile(fit, { engine: 'vllm', gpu: 'H100-SXM5-80GB', model: 'm' });
    expect(readCalibration(JSON.stringify(file))).toEqual(file);
    expect(readCalibration('{"batchwise_calibration": 1}')).toBeUndefined();
    expect(readCalibration('no JSON')).toBeUndefined();
  });
});
