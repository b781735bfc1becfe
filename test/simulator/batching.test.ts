import { describe, expect, it } from 'vitest';
import {
  compare,
  type EngineSpec,
  simulate as serve,
  slotTimeline,
  stepCost,
  type Workload,
} from '../../simulator/index.ts';
import { engineSpec, llama70b, withoutServer } from './specs.ts';

/** Moments are told from when the engine has a request, so the server before it takes no time here. */
const simulate: typeof serve = (spec, workload, options) =>
  serve(spec, workload, { constants: withoutServer(spec), ...options });

const tokens = (count: number) => ({ kind: 'fixed' as const, tokens: count });

function trace(...requests: [arrived: number, prompt: number, output: number][]): Workload {
  return {
    arrivals: { kind: 'offline' },
    prompt: tokens(1),
    output: tokens(1),
    requests: requests.length,
    seed: 0,
    trace: requests.map(([arrived, promptTokens, outputTokens]) => ({ arrived, promptTokens, outputTokens })),
  };
}

/** What one request alone takes: its prefill, then a decode step a token. */
function alone(spec: EngineSpec, prompt: number, output: number): { first: number; end: number } {
  const cost = stepCost(spec);
  const first = cost.base(prompt, 1, 1) + cost.prefillAttention(prompt, 0);
  let end = first;
  for (let token = 1; token < output; token++)
    end += cost.base(1, 1, 1) + cost.contextSlope * (prompt + token);
  return { first, end };
}

describe('one request', () => {
  it.each(['static', 'dynamic', 'inflight'] as const)(
    'takes the sum of its steps when batched %s',
    (kind) => {
      const spec = engineSpec({ batching: { kind } });
      const { requests, itl, steps } = simulate(spec, trace([1, 700, 50]));
      const { first, end } = alone(spec, 700, 50);
      expect(requests.firstToken[0]).toBeCloseTo(1 + first, 9);
      expect(requests.finished[0]).toBeCloseTo(1 + end, 9);
      expect(itl.mean).toBeCloseTo((end - first) / 49, 9);
      expect(steps).toBe(50);
    },
  );

  it('is cut into chunks that are multiples of a block', () => {
    const spec = engineSpec({ maxNumTokens: 200 });
    const { requests, steps } = simulate(spec, trace([0, 500, 2]));
    const cost = stepCost(spec);
    // 192 + 192 + 116 tokens: 200 rounded down to blocks of 64.
    const first =
      2 * cost.base(192, 0, 1) +
      cost.base(116, 1, 1) +
      cost.prefillAttention(192, 0) +
      cost.prefillAttention(192, 192) +
      cost.prefillAttention(116, 384);
    expect(requests.firstToken[0]).toBeCloseTo(first, 9);
    expect(steps).toBe(4);
  });
});

describe('what can never run', () => {
  it('is refused, and answers are cut at the longest sequence', () => {
    const spec = engineSpec({ maxSeqLen: 1000 });
    const { requests, completed, rejected } = simulate(spec, trace([0, 1000, 5], [0, 900, 500], [0, 10, 5]));
    expect([completed, rejected]).toEqual([2, 1]);
    expect(requests.finished[0]).toBeNaN();
    expect(requests.slot[0]).toBe(-1);
    expect([...requests.outputTokens]).toEqual([0, 100, 5]);
  });

  it('is refused over max_num_tokens without chunked prefill only', () => {
    const of = (chunkedPrefill: boolean): number =>
      simulate(engineSpec({ maxNumTokens: 512, batching: { chunkedPrefill } }), trace([0, 600, 5])).rejected;
    expect([of(false), of(true)]).toEqual([1, 0]);
  });

  it('is refused where the KV cache cannot hold it', () => {
    expect(simulate(engineSpec({ maxKvTokens: 256 }), trace([0, 200, 100])).rejected).toBe(1);
  });

  it('is everything where the weights do not fit', () => {
    const prediction = simulate(
      engineSpec({ model: llama70b, weights: 'bf16' }),
      trace([0, 9, 9], [1, 9, 9]),
    );
    expect(prediction.memory.fits).toBe(false);
    expect([prediction.rejected, prediction.completed]).toEqual([2, 0]);
    expect(prediction.ttft.p50).toBeNaN();
    expect(prediction.outputTokensPerSecond).toBe(0);
  });
});

describe('in-flight batching', () => {
  it('lets a request join while another decodes and leave before it', () => {
    const { requests } = simulate(engineSpec(), trace([0, 100, 1000], [0.1, 100, 10]));
    expect(requests.scheduled[1]).toBeLessThan(0.2);
    expect(requests.finished[1]).toBeLessThan(requests.finished[0]!);
    expect(requests.slot[0]).not.toBe(requests.slot[1]);
  });

  it('reserves blocks to completion and holds back whoever is behind one that does not fit', () => {
    // 1024 tokens: 768 for the first leave 256; the second needs 512, the third 128 and could run.
    const spec = engineSpec({ maxKvTokens: 1024 });
    const { requests, preemptions } = simulate(spec, trace([0, 256, 512], [0, 256, 256], [0, 64, 64]));
    expect(requests.scheduled[0]).toBe(0);
    expect(requests.scheduled[1]).toBe(requests.finished[0]);
    expect(requests.scheduled[2]).toBe(requests.finished[0]);
    expect(preemptions).toBe(0);
  });

  it('starts more under MAX_UTILIZATION and sends the latest back when blocks run out', () => {
    const spec = engineSpec({ maxKvTokens: 1024, batching: { policy: 'max-utilization' } });
    const { requests, preemptions, completed } = simulate(spec, trace([0, 256, 512], [0, 256, 512]));
    expect([...requests.scheduled]).toEqual([0, 0]);
    expect([...requests.preemptions]).toEqual([0, 1]);
    expect(preemptions).toBe(1);
    expect(completed).toBe(2);
    expect(requests.finished[1]).toBeGreaterThan(requests.finished[0]!);
  });

  it('drains before it admits under STATIC_BATCH, but answers each request when it is done', () => {
    const spec = engineSpec({ batching: { policy: 'static-batch' } });
    const { requests } = simulate(spec, trace([0, 100, 300], [0, 100, 20], [0.01, 100, 20]));
    expect(requests.finished[1]).toBeLessThan(requests.finished[0]!);
    expect(requests.scheduled[2]).toBe(requests.finished[0]);
  });
});

describe('static batching', () => {
  const spec = engineSpec({ maxBatchSize: 2, batching: { kind: 'static' } });

  it('runs to the longest answer, and nobody joins', () => {
    const prediction = simulate(spec, trace([0, 100, 10], [0, 50, 200], [0, 50, 5]));
    const { requests } = prediction;
    expect(requests.finished[0]).toBe(requests.finished[1]);
    expect(requests.released[0]).toBe(requests.finished[1]);
    expect(requests.scheduled[2]).toBe(requests.finished[0]);
    expect(prediction.usefulSlotShare).toBeLessThan(0.6);
  });

  it('pads prompts to the longest', () => {
    const cost = stepCost(spec);
    const { requests } = simulate(spec, trace([0, 700, 1], [0, 50, 1]));
    const padded = cost.base(1400, 2, 2) + 2 * cost.prefillAttention(700, 0);
    expect(requests.firstToken[1]).toBeCloseTo(padded, 9);
  });

  it('waits for the queue delay when dynamic', () => {
    const dynamic = engineSpec({ maxBatchSize: 4, batching: { kind: 'dynamic', maxQueueDelay: 0.05 } });
    const { requests } = simulate(dynamic, trace([1, 50, 5], [1.02, 50, 5]));
    expect(requests.scheduled[0]).toBeCloseTo(1.05, 12);
    expect(requests.scheduled[1]).toBe(requests.scheduled[0]);
  });

  it('draws slots that are busy with padding after their own answer', () => {
    const prediction = simulate(spec, trace([0, 100, 10], [0, 50, 200]));
    const bars = slotTimeline(prediction, { maxSlots: 8, from: 0, to: prediction.duration });
    expect(bars.map((bar) => bar.slot)).toEqual([0, 1]);
    expect(bars[0]!.end).toBeLessThan(0.2 * bars[0]!.released);
    expect(bars[1]!.end).toBeCloseTo(bars[1]!.released, 9);
  });
});

describe('comparing batching kinds', () => {
  const workload: Workload = {
    arrivals: { kind: 'poisson', rate: 8 },
    prompt: { kind: 'lognormal', median: 200, sigma: 0.8 },
    output: { kind: 'lognormal', median: 150, sigma: 0.9 },
    requests: 400,
    seed: 5,
  };

  it('uses the same requests and answers the same again', () => {
    const [once, inflight] = compare(engineSpec(), workload, ['static', 'inflight']);
    const [again] = compare(engineSpec(), workload, ['static']);
    expect(again).toEqual(once);
    expect(inflight!.requests.arrived).toEqual(once!.requests.arrived);
    expect(inflight!.requests.promptTokens).toEqual(once!.requests.promptTokens);
  });

  it('shows in-flight ahead of static on uneven answers', () => {
    const [fixed, inflight] = compare(engineSpec(), workload, ['static', 'inflight']);
    expect(inflight!.e2e.p50).toBeLessThan(0.6 * fixed!.e2e.p50);
    expect(inflight!.usefulSlotShare).toBe(1);
  });

  it('keeps the number of unfinished requests of a closed loop', () => {
    const closed = simulate(engineSpec(), { ...workload, arrivals: { kind: 'closed', concurrency: 7 } });
    const { running, waiting } = closed.occupancy;
    expect(closed.completed).toBe(400);
    expect(Math.max(...running.map((count, at) => count + waiting[at]!))).toBe(7);
  });

  it('flags a queue that grew to the end', () => {
    const at = (rate: number): boolean =>
      simulate(engineSpec({ maxBatchSize: 8 }), { ...workload, arrivals: { kind: 'poisson', rate } })
        .saturated;
    expect([at(1), at(100)]).toEqual([false, true]);
  });

  it('stops when told to', () => {
    const signal = { aborted: true };
    expect(() => simulate(engineSpec(), { ...workload, requests: 20_000 }, { signal })).toThrow('stopped');
  });
});

describe('a static batch that waits to be full', () => {
  const spec = engineSpec({ maxBatchSize: 3, batching: { kind: 'static', fullBatchTimeout: 0.5 } });
  const trace = [0, 0.1, 0.2, 1, 1.2].map((arrived) => ({ arrived, promptTokens: 64, outputTokens: 2 }));
  const { requests } = simulate(
    spec,
    {
      arrivals: { kind: 'offline' },
      prompt: { kind: 'fixed', tokens: 1 },
      output: { kind: 'fixed', tokens: 1 },
      requests: 5,
      seed: 0,
      trace,
    },
    { constants: withoutServer(spec) },
  );

  it('starts with its last member, or when its oldest has waited for the time-out', () => {
    expect([...requests.scheduled]).toEqual([0.2, 0.2, 0.2, 1.5, 1.5]);
  });
});
