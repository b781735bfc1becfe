import { describe, expect, it } from 'vitest';
import { defaultWorkload, simulate, toRequestsCsv, type Workload } from '../../simulator/index.ts';
import { countOf } from '../../simulator/workload/draw.ts';
import { meanLength } from '../../simulator/workload/lengths.ts';
import { RequestSource } from '../../simulator/workload/source.ts';
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

/** All that the clients of one engine send, drained without an engine. */
function requestsOf(workload: Workload, part = 0, parts = 1) {
  const source = new RequestSource(workload, part, parts);
  const drawn: { id: number; arrived: number; prompt: number; output: number }[] = [];
  while (source.sent < Number.POSITIVE_INFINITY) {
    drawn.push({ ...source.drawn, id: source.id });
    source.take();
  }
  return {
    ids: drawn.map((request) => request.id),
    arrived: Float64Array.from(drawn, (request) => request.arrived),
    prompt: Int32Array.from(drawn, (request) => request.prompt),
    output: Int32Array.from(drawn, (request) => request.output),
  };
}

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
    const parts = [0, 1, 2].map((part) => requestsOf({ ...base, requests: 11 }, part, 3));
    expect(parts.flatMap((part) => [...part.ids]).sort((left, right) => left - right)).toEqual([
      ...Array(11).keys(),
    ]);
    const whole = requestsOf({ ...base, requests: 11 });
    for (const part of parts) expect([...part.prompt]).toEqual(part.ids.map((id) => whole.prompt[id]));
    expect(countOf(base)).toBe(20_000);
  });

  it('of a closed loop wait for an answer when all clients wait', () => {
    const source = new RequestSource({ ...base, arrivals: { kind: 'closed', concurrency: 2 }, requests: 4 });
    source.take();
    source.take();
    expect(source.sent).toBe(Number.POSITIVE_INFINITY);
    source.answered(3);
    source.answered(5);
    expect(source.sent).toBe(3);
    source.take();
    expect(source.sent).toBe(5);
    source.take();
    source.answered(7);
    expect(source.sent).toBe(Number.POSITIVE_INFINITY);
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
