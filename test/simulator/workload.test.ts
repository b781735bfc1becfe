import { describe, expect, it } from 'vitest';
import { defaultWorkload, simulate, toRequestsCsv, type Workload } from '../../simulator/index.ts';
import { meanLength } from '../../simulator/workload/lengths.ts';
import { dealRequests, requestsOf } from '../../simulator/workload/requests.ts';
import { engineSpec, llama70b } from './specs.ts';

const base: Workload = {
  arrivals: { kind: 'poisson', rate: 10 },
  prompt: { kind: 'lognormal', median: 100, sigma: 1 },
  output: { kind: 'uniform', low: 10, high: 20 },
  requests: 20_000,
  seed: 3,
};
const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

describe('requests', () => {
  it('have the means of their distributions', () => {
    const requests = requestsOf(base);
    expect(mean(requests.prompt) / meanLength(base.prompt)).toBeCloseTo(1, 1);
    expect(mean(requests.output)).toBeCloseTo(15, 1);
    expect(requests.arrived.at(-1)! / 2000).toBeCloseTo(1, 1);
    expect(Math.min(...requests.output)).toBe(10);
    expect(Math.max(...requests.output)).toBe(20);
  });

  it('come in bursts with a coefficient of variation above one', () => {
    const gaps = (cv: number): number => {
      const { arrived } = requestsOf({ ...base, arrivals: { kind: 'gamma', rate: 10, cv } });
      const between = Array.from(arrived.subarray(1), (time, index) => time - arrived[index]!);
      const average = mean(between);
      return Math.sqrt(mean(between.map((gap) => (gap - average) ** 2))) / average;
    };
    expect(gaps(3)).toBeCloseTo(3, 0);
    expect(gaps(0.5)).toBeCloseTo(0.5, 1);
  });

  it('are the same for the same seed, and each stream moves on its own', () => {
    const other = requestsOf({
      ...base,
      output: { kind: 'fixed', tokens: 7 },
      arrivals: { kind: 'offline' },
    });
    expect(requestsOf(base)).toEqual(requestsOf(base));
    expect(other.prompt).toEqual(requestsOf(base).prompt);
    expect(requestsOf({ ...base, seed: 4 }).prompt).not.toEqual(other.prompt);
  });

  it('of a shorter run are the first of a longer one', () => {
    expect(requestsOf({ ...base, requests: 50 }).arrived).toEqual(requestsOf(base).arrived.slice(0, 50));
  });

  it('of a trace are replayed in order of arrival', () => {
    const { arrived, prompt } = requestsOf({
      ...base,
      trace: [
        { arrived: 2, promptTokens: 20, outputTokens: 1 },
        { arrived: 1, promptTokens: 10, outputTokens: 1 },
      ],
    });
    expect([...arrived]).toEqual([1, 2]);
    expect([...prompt]).toEqual([10, 20]);
  });

  it('are dealt to instances without losing any', () => {
    const parts = dealRequests(requestsOf({ ...base, requests: 11 }), 3);
    expect(parts.flatMap((part) => [...part.ids]).sort((left, right) => left - right)).toEqual([
      ...Array(11).keys(),
    ]);
  });
});

describe('the default workload', () => {
  it('keeps the deployment busy but not saturated, and says whose numbers it has', () => {
    for (const spec of [engineSpec(), engineSpec({ model: llama70b, tensorParallel: 2, maxBatchSize: 64 })]) {
      const { workload, notes } = defaultWorkload(spec, { requests: 4000 });
      const prediction = simulate(spec, workload);
      expect(prediction.saturated).toBe(false);
      expect(prediction.meanBatch).toBeGreaterThan(0.2 * spec.maxBatchSize);
      expect(notes.join('\n')).toContain('Kwon et al. 2023');
      expect(notes.join('\n')).toContain('70 %');
    }
  });

  it('leaves alone what was named', () => {
    const named = { ...base, requests: 5 };
    expect(defaultWorkload(engineSpec(), named)).toEqual({ workload: named, notes: [] });
  });
});

describe('the request table as CSV', () => {
  it('has the columns of the command line and leaves times of refused requests empty', () => {
    const trace = [
      { arrived: 0.5, promptTokens: 10, outputTokens: 2 },
      { arrived: 0.6, promptTokens: 9999, outputTokens: 2 },
    ];
    const [head, first, second] = toRequestsCsv(simulate(engineSpec(), { ...base, trace }).requests).split(
      '\n',
    );
    expect(head).toBe(
      'id,arrived_s,scheduled_s,first_token_s,finished_s,prompt_tokens,output_tokens,cached_tokens,preemptions',
    );
    expect(first).toMatch(/^0,0\.5,0\.5\d*,0\.5\d+,0\.5\d+,10,2,0,0$/);
    expect(second).toBe('1,0.6,,,,9999,0,0,0');
  });
});

describe('speed', () => {
  it('simulates 100,000 Poisson requests in flight and static within two seconds', () => {
    const spec = engineSpec();
    const { workload } = defaultWorkload(spec, { requests: 100_000 });
    const start = performance.now();
    simulate(spec, workload);
    simulate({ ...spec, batching: { ...spec.batching, kind: 'static' } }, workload);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
