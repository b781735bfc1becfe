import { describe, expect, it } from 'vitest';
import { type EngineSpec, StepTrace, simulate, type Workload } from '../../../simulator/index.ts';
import { engineSpec } from '../specs.ts';

const workload: Workload = {
  arrivals: { kind: 'offline' },
  prompt: { kind: 'fixed', tokens: 64 },
  output: { kind: 'fixed', tokens: 3 },
  requests: 3,
  seed: 0,
};

function rows(spec: EngineSpec, changes: Partial<Workload> = {}): readonly string[] {
  const trace = new StepTrace();
  simulate(spec, { ...workload, ...changes }, { stepByStep: true, observer: trace });
  return trace.rows;
}

describe('who did what in each step', () => {
  it('of two slots: a prompt, a token each step, and the third request waits for a slot', () => {
    expect(rows(engineSpec({ maxBatchSize: 2 }))).toEqual(['▒██', '▒██', '---▒██']);
  });

  it('of a static batch: who is done holds his slot', () => {
    const trace = [2, 4, 3].map((outputTokens) => ({ arrived: 0, promptTokens: 64, outputTokens }));
    const spec = engineSpec({ maxBatchSize: 3, batching: { kind: 'static' } });
    expect(rows(spec, { trace })).toEqual(['▒█··', '▒███', '▒██·']);
  });

  it('of vLLM V0: everybody stands still for a prompt', () => {
    const spec = engineSpec({ engine: 'vllm', engineVersion: '0.6.6', batching: { chunkedPrefill: false } });
    // The second arrives while the first one decodes, and its prompt is a step of its own.
    const trace = [0, 0.001].map((arrived) => ({ arrived, promptTokens: 64, outputTokens: 4 }));
    expect(rows(spec, { trace })).toEqual(['▒·███', ' ▒███']);
  });

  it('of a prompt in chunks, and of a request sent back', () => {
    const chunked = engineSpec({ maxNumTokens: 64, maxBatchSize: 2 });
    expect(rows(chunked, { prompt: { kind: 'fixed', tokens: 128 }, requests: 1 })).toEqual(['▒▒██']);
    const short = engineSpec({ maxKvTokens: 192, blockTokens: 64, batching: { policy: 'max-utilization' } });
    const [, second] = rows(short, { output: { kind: 'fixed', tokens: 5 }, requests: 2 });
    expect(second).toMatch(/^▒-+▒█+$/);
  });
});
