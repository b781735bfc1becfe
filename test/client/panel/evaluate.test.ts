import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../client/panel/catalogue.ts';
import { evaluate, requestsSimulated, startsOf } from '../../../client/panel/evaluate.ts';
import type { Knobs } from '../../../client/panel/knobs/knobs.ts';
import type { Deployment } from '../../../deployment/deployment.ts';
import { inFile } from '../../../deployment/traced.ts';
import { deployment as twoStages } from './fixtures.ts';

const one = inFile(1, 'build.sh', { start: 0, end: 1 });
const deployment: Deployment = {
  ...twoStages,
  parallelism: { tensor: one },
  gpu: { ...twoStages.gpu, count: one },
};

const at = (knobs: Knobs, from: Deployment = deployment) =>
  evaluate(startsOf(from, knobs, catalogue), knobs, ['static', 'inflight'], catalogue);

const ready = (knobs: Knobs) => {
  const result = at(knobs);
  if (result.state !== 'ready') throw new Error(result.state);
  return result;
};

describe('evaluate', () => {
  it('simulates the same requests in every mode', () => {
    const { predictions, workload } = ready({});
    expect(predictions.map(({ batching }) => batching)).toEqual(['static', 'inflight']);
    expect(workload.requests).toBe(requestsSimulated);
    const [fixed, inflight] = predictions;
    expect(fixed!.requests.arrived).toEqual(inflight!.requests.arrived);
    expect(inflight!.requestsPerSecond).toBeGreaterThan(fixed!.requestsPerSecond);
  });

  it('gives the same figures for the same knobs', () => {
    expect(ready({ rate: 5, seed: 3 }).predictions).toEqual(ready({ rate: 5, seed: 3 }).predictions);
    expect(ready({ seed: 3 }).predictions[0]!.e2e).not.toEqual(ready({ seed: 4 }).predictions[0]!.e2e);
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

  it('predicts no latency for what does not fit', () => {
    const big = at({ model: 'meta-llama/Llama-3.1-70B' });
    expect(big.state).toBe('too-big');
    expect(big).not.toHaveProperty('predictions');
  });

  it('asks for what it cannot do without, and goes on once that is chosen', () => {
    const bare: Deployment = { ...deployment, model: {}, gpu: {} };
    const asked = at({}, bare);
    expect(asked.state).toBe('missing');
    if (asked.state === 'missing') expect(asked.missing).toHaveLength(2);
    const model = deployment.model.architecture!.value.name;
    const gpu = deployment.gpu.model!.value.name;
    expect(at({ model, gpu }, bare).state).toBe('ready');
    expect(startsOf(bare, { model, gpu }, catalogue).workload).toBeDefined();
  });

  it('is done within two frames, so that a dragged slider feels live', () => {
    const times = Array.from({ length: 15 }, (_, i) => {
      const start = performance.now();
      at({ maxBatchSize: 8 * (i + 1) });
      return performance.now() - start;
    });
    // The fastest: the others say how busy the machine is.
    expect(Math.min(...times)).toBeLessThan(30);
  });
});
