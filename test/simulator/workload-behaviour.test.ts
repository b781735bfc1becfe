import { describe, expect, it } from 'vitest';
import { simulate, type TracedRequest, type Workload } from '../../simulator/index.ts';
import { drawOf, emptyDraw } from '../../simulator/workload/draw.ts';
import { engineSpec, withoutServer } from './specs.ts';

const base: Workload = {
  arrivals: { kind: 'poisson', rate: 10 },
  prompt: { kind: 'fixed', tokens: 64 },
  output: { kind: 'fixed', tokens: 32 },
  requests: 4000,
  seed: 3,
};

function arrivalsOf(workload: Workload): Float64Array {
  const draw = drawOf(workload);
  const into = emptyDraw();
  return Float64Array.from({ length: draw.count }, () => {
    draw.next(into);
    return into.arrived;
  });
}

describe('a ramp', () => {
  it('begins at one rate and ends at the other', () => {
    const arrived = arrivalsOf({ ...base, arrivals: { kind: 'ramp', from: 2, to: 18 }, requests: 20_000 });
    const rate = (from: number, to: number): number => (to - from) / (arrived[to - 1]! - arrived[from]!);
    // 20,000 at 10 a second on average take 2,000 s, in which the rate grows by 0.008 a second.
    expect(arrived.at(-1)! / 2000).toBeCloseTo(1, 1);
    expect(rate(0, 200) / 2.5).toBeGreaterThan(0.8);
    expect(rate(0, 200) / 2.5).toBeLessThan(1.3);
    expect(rate(19_000, 20_000) / 17.7).toBeCloseTo(1, 0);
    expect(arrived.every((time, index) => index === 0 || time >= arrived[index - 1]!)).toBe(true);
  });

  it('may fall, and with equal ends is a Poisson process', () => {
    const falling = arrivalsOf({ ...base, arrivals: { kind: 'ramp', from: 18, to: 2 } });
    expect(falling[1999]!).toBeLessThan(falling[3999]! / 2);
    const even = arrivalsOf({ ...base, arrivals: { kind: 'ramp', from: 10, to: 10 } });
    const poisson = arrivalsOf(base);
    expect(even.every((time, index) => Math.abs(time - poisson[index]!) < 1e-9)).toBe(true);
  });
});

describe('urgent requests', () => {
  const spec = engineSpec({ maxBatchSize: 4 });
  const workload: Workload = {
    ...base,
    arrivals: { kind: 'poisson', rate: 200 },
    priorityShares: [0.1, 0.9],
  };

  /** Mean seconds before the start, by urgency. */
  function waits(batching: { readonly priorities?: boolean }): number[] {
    const { requests } = simulate(engineSpec({ maxBatchSize: 4, batching }), workload);
    const draw = drawOf(workload);
    const into = emptyDraw();
    const sum = [0, 0];
    const count = [0, 0];
    for (let row = 0; row < requests.count; row++) {
      draw.next(into);
      sum[into.priority]! += requests.scheduled[row]! - requests.arrived[row]!;
      count[into.priority]!++;
    }
    expect(count[0]! / requests.count).toBeCloseTo(0.1, 1);
    return sum.map((seconds, level) => seconds / count[level]!);
  }

  it('are served first by TensorRT-LLM, which orders its queue so', () => {
    const [urgent, patient] = waits({});
    expect(patient! / urgent!).toBeGreaterThan(2);
  });

  it('wait as long as all others where the engine serves in order of arrival', () => {
    const [urgent, patient] = waits({ priorities: false });
    expect(urgent! / patient!).toBeCloseTo(1, 1);
    const prediction = simulate({ ...spec, batching: { ...spec.batching, priorities: false } }, workload);
    expect(prediction.notes.join('\n')).toContain('order of arrival');
  });
});

describe('clients that give up', () => {
  const spec = engineSpec({ maxBatchSize: 1 });
  const constants = withoutServer(spec);
  const run = (
    trace: readonly TracedRequest[],
    clientTimeout: number,
    kind: 'inflight' | 'static' = 'inflight',
  ) =>
    simulate(
      { ...spec, batching: { ...spec.batching, kind } },
      { ...base, trace, clientTimeout },
      { constants },
    );
  const one: TracedRequest = { arrived: 0, promptTokens: 64, outputTokens: 200 };

  it('free their slot for the next request between two steps', () => {
    const alone = run([one], 1e9).requests;
    const half = alone.finished[0]! / 2;
    const { requests, timedOut, rejected, completed } = run(
      [one, { ...one, arrived: half * 0.99, outputTokens: 2 }],
      half,
    );
    expect([timedOut, rejected, completed]).toEqual([1, 1, 1]);
    expect(requests.finished[0]).toBeNaN();
    // The step that was under way when the client gave up is finished first.
    expect(requests.scheduled[1]! - half).toBeGreaterThanOrEqual(0);
    expect(requests.scheduled[1]! - half).toBeLessThan(alone.firstToken[0]!);
  });

  it('leave the queue without ever running', () => {
    const { requests, timedOut } = run([one, { ...one, arrived: 0.001 }], 0.01);
    expect(timedOut).toBe(2);
    expect(requests.scheduled[0]).toBe(0);
    expect(requests.scheduled[1]).toBeNaN();
  });

  it('do not stop a static batch, which runs for nobody', () => {
    const alone = run([one], 1e9, 'static').requests.finished[0]!;
    const { requests, timedOut } = run([one, { ...one, arrived: alone * 0.9 }], alone * 0.5, 'static');
    expect(timedOut).toBe(2);
    expect(requests.scheduled[1]!).toBeCloseTo(alone, 9);
  });

  it('of a closed loop send their next request at once', () => {
    const prediction = simulate(
      spec,
      {
        ...base,
        arrivals: { kind: 'closed', concurrency: 3 },
        output: { kind: 'fixed', tokens: 100 },
        requests: 50,
        clientTimeout: 1,
      },
      { constants },
    );
    expect(prediction.completed + prediction.timedOut).toBe(50);
    expect(prediction.timedOut).toBeGreaterThan(0);
    expect(prediction.completed).toBeGreaterThan(0);
  });
});
