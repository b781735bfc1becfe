import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../client/panel/catalogue.ts';
import { evaluate, startsOf } from '../../../client/panel/evaluate.ts';
import type { Knobs } from '../../../client/panel/knobs/knobs.ts';
import { compare } from '../../../simulator/index.ts';
import { singleGpu } from './single-gpu.ts';

const at = (knobs: Knobs, from = singleGpu) =>
  evaluate(startsOf(from, knobs, catalogue), knobs, ['static', 'inflight'], catalogue);

const ready = (knobs: Knobs) => {
  const result = at(knobs);
  if (result.state !== 'ready') throw new Error(result.state);
  return result;
};

const simulated = (knobs: Knobs) => {
  const { spec, workload, kinds } = ready(knobs).question;
  return compare(spec, workload, kinds);
};

describe('evaluate', () => {
  it('asks for the same requests in every mode', () => {
    const [fixed, inflight] = simulated({});
    expect([fixed?.batching, inflight?.batching]).toEqual(['static', 'inflight']);
    expect(fixed!.requests.arrived).toEqual(inflight!.requests.arrived);
    expect(inflight!.requestsPerSecond).toBeGreaterThan(fixed!.requestsPerSecond);
  });

  it('asks the same for the same knobs', () => {
    expect(ready({ rate: 5, seed: 3 }).question).toEqual(ready({ rate: 5, seed: 3 }).question);
    expect(simulated({ seed: 3 })[0]!.e2e).not.toEqual(simulated({ seed: 4 })[0]!.e2e);
  });

  it('keeps the load when a knob changes what the deployment can take', () => {
    expect(ready({ maxBatchSize: 4 }).workload).toEqual(ready({}).workload);
    expect(ready({ weights: 'fp8' }).workload).toEqual(ready({}).workload);
  });

  it('weighs weights by their format and splits them over GPUs', () => {
    const whole = ready({}).memory.weightsBytes;
    // Embeddings stay in 16 bits, so half is not quite reached.
    expect(ready({ weights: 'fp8' }).memory.weightsBytes / whole).toBeLessThan(0.6);
    expect(ready({ tensorParallel: 2 }).memory.weightsBytes / whole).toBeCloseTo(0.5, 1);
  });

  it('has nothing to simulate for what does not fit', () => {
    const big = at({ model: 'meta-llama/Llama-3.1-70B' });
    expect(big.state).toBe('too-big');
    expect(big).not.toHaveProperty('question');
  });

  it('asks for what it cannot do without, and goes on once that is chosen', () => {
    const bare = { ...singleGpu, model: {}, gpu: {} };
    const asked = at({}, bare);
    expect(asked.state).toBe('missing');
    if (asked.state === 'missing') expect(asked.missing).toHaveLength(2);
    const model = singleGpu.model.architecture!.value.name;
    const gpu = singleGpu.gpu.model!.value.name;
    expect(at({ model, gpu }, bare).state).toBe('ready');
    expect(startsOf(bare, { model, gpu }, catalogue).workload).toBeDefined();
  });
});
