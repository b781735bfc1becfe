import { describe, expect, it } from 'vitest';
import { constantsOf, simulate, type Workload } from '../../simulator/index.ts';
import { engineSpec } from './specs.ts';

const vllm = engineSpec({ engine: 'vllm', engineVersion: '0.11.0', weights: 'bf16', kvFormat: 'bf16' });
const apiTime = constantsOf('vllm', undefined).perRequest.value;
const without = { ...constantsOf('vllm', '0.11.0'), perRequest: { value: 0, source: 'left out' } };

const workload = (arrivals: Workload['arrivals']): Workload => ({
  arrivals,
  prompt: { kind: 'fixed', tokens: 512 },
  output: { kind: 'fixed', tokens: 64 },
  requests: 20,
  seed: 1,
});

describe('time in the server before the engine has a request', () => {
  it('comes on top of TTFT and leaves the time between tokens alone', () => {
    const sparse = workload({ kind: 'poisson', rate: 0.1 });
    const served = simulate(vllm, sparse);
    const bare = simulate(vllm, sparse, { constants: without });
    expect(apiTime).toBeGreaterThan(0);
    expect(served.ttft.p50 - bare.ttft.p50).toBeCloseTo(apiTime, 9);
    expect(served.e2e.p50 - bare.e2e.p50).toBeCloseTo(apiTime, 9);
    expect(served.tpot.p50).toBeCloseTo(bare.tpot.p50, 12);
  });

  it('is not in the moment of arrival, which is when the client sent the request', () => {
    const trace = [{ arrived: 0.1, promptTokens: 8, outputTokens: 2 }];
    const { requests } = simulate(vllm, { ...workload({ kind: 'offline' }), trace });
    expect(requests.arrived[0]).toBe(0.1);
    expect(requests.scheduled[0]).toBeCloseTo(0.1 + apiTime, 12);
  });

  it('passes for each request of a closed loop', () => {
    const one = workload({ kind: 'closed', concurrency: 1 });
    const served = simulate(vllm, one);
    const bare = simulate(vllm, one, { constants: without });
    expect(served.duration - bare.duration).toBeCloseTo(20 * apiTime, 6);
  });

  it('is nothing in an offline run, which has no server', () => {
    const offline = simulate(vllm, workload({ kind: 'offline' }));
    expect(offline.requests.scheduled[0]).toBe(0);
  });
});
