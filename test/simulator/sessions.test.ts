import { describe, expect, it } from 'vitest';
import { simulate, simulateTotals, type Workload } from '../../simulator/index.ts';
import { SessionSource } from '../../simulator/workload/sessions.ts';
import { engineSpec } from './specs.ts';

const fixed = (tokens: number) => ({ kind: 'fixed' as const, tokens });

const workload: Workload = {
  arrivals: { kind: 'poisson', rate: 5 },
  prompt: { kind: 'lognormal', median: 60, sigma: 0.6 },
  output: { kind: 'uniform', low: 1, high: 80 },
  requests: 300,
  seed: 3,
  prefix: { share: 0.5, groups: 3 },
  sessions: { turns: { kind: 'uniform', low: 1, high: 7 }, thinkTime: 1.5 },
};

/** The same requests without conversations. */
const { sessions: _, ...alone } = workload;

const vllm = engineSpec({
  engine: 'vllm',
  engineVersion: '0.20.0',
  blockTokens: 16,
  batching: { policy: 'max-utilization' },
});

describe('a shared prefix', () => {
  it('is the stated share of the mean prompt, and all find it but the first of each group', () => {
    const { requests } = simulate(vllm, {
      ...alone,
      prompt: fixed(1000),
      requests: 100,
      prefix: { share: 0.64, groups: 4 },
    });
    const found = [...requests.cachedTokens];
    expect(found.filter((tokens) => tokens === 0)).toHaveLength(4);
    expect(found.filter((tokens) => tokens === 640)).toHaveLength(96);
  });

  it('leaves every prompt a token of its own', () => {
    const { requests } = simulate(vllm, {
      ...alone,
      prompt: { kind: 'uniform', low: 1, high: 199 },
      prefix: { share: 0.9, groups: 1 },
    });
    expect(Math.min(...requests.promptTokens)).toBe(91);
  });
});

describe('conversations', () => {
  it('are the same whatever serves them', () => {
    const slow = simulate(engineSpec({ maxBatchSize: 2 }), workload);
    const fast = simulate(vllm, workload);
    expect([...slow.requests.promptTokens]).toEqual([...fast.requests.promptTokens]);
    expect([...slow.requests.outputTokens]).toEqual([...fast.requests.outputTokens]);
  });

  it('send a turn only when the one before is answered, with all that was said', () => {
    const { requests } = simulate(vllm, workload);
    let turns = 0;
    for (let row = 1; row < requests.count; row++) {
      const said = requests.promptTokens[row - 1]! + requests.outputTokens[row - 1]!;
      // The first turn of the next conversation is at most as long as what any turn adds; ids are dealt in order.
      if (requests.promptTokens[row]! <= said) continue;
      if (requests.arrived[row]! < requests.finished[row - 1]!) continue;
      turns++;
    }
    expect(turns).toBeGreaterThan(150);
  });

  it('are dealt whole to the engines, and all requests are sent', () => {
    const whole = simulate(engineSpec({ instances: 2, maxKvTokens: 20_000 }), workload);
    expect(whole.completed + whole.rejected).toBe(300);
    expect(whole.rejected).toBe(0);
    expect(whole.cacheHitRate).toBeGreaterThan(0.5);
  });

  it('with a closed loop are held one after the other by each client', () => {
    const source = new SessionSource({
      ...workload,
      arrivals: { kind: 'closed', concurrency: 2 },
      requests: 4,
      sessions: { turns: fixed(2), thinkTime: 0 },
    });
    const sent: [number, number][] = [];
    const take = (): number => {
      sent.push([source.sent, source.id]);
      const { session } = source.drawn;
      source.take();
      return session;
    };
    const first = take();
    const second = take();
    expect(source.sent).toBe(Number.POSITIVE_INFINITY);
    source.answered(3, second);
    expect([source.sent, source.id]).toEqual([3, 3]);
    take();
    source.answered(5, first);
    take();
    expect(sent.map(([, id]) => id)).toEqual([0, 2, 3, 1]);
  });

  it('that are over are forgotten: memory follows those that are open', () => {
    const source = new SessionSource({ ...workload, requests: 20_000 });
    let nodes = 0;
    while (source.sent < Number.POSITIVE_INFINITY) {
      const { session } = source.drawn;
      const at = source.sent;
      source.take();
      source.answered(at + 0.1, session);
      nodes = Math.max(nodes, source.tree.size);
    }
    // About five conversations begin a second and are open for six seconds.
    expect(nodes).toBeLessThan(1000);
    expect(source.tree.size).toBe(3);
  });

  it('are found in the cache, and faster for it', () => {
    const cached = simulateTotals(vllm, workload);
    const whole = simulateTotals({ ...vllm, prefixCaching: false }, workload);
    expect(cached.cacheHitRate).toBeGreaterThan(0.6);
    expect(cached.ttft.mean).toBeLessThan(whole.ttft.mean);
  });
});
