import { describe, expect, it } from 'vitest';
import { sglangSettings } from '../../../simulator/engine/scheduler-settings.ts';
import { type EngineSpec, simulate, type TracedRequest } from '../../../simulator/index.ts';
import { engineSpec } from '../specs.ts';

/** A prompt of 64 tokens for each hash and 36 of its own. */
const request = (arrived: number, hashes: readonly number[], outputTokens = 200): TracedRequest => ({
  arrived,
  promptTokens: 64 * hashes.length + 36,
  outputTokens,
  hashes,
  hashTokens: 64,
});

const sglang = (
  order: NonNullable<EngineSpec['batching']['sglang']>['order'],
  changes: Partial<EngineSpec> = {},
): EngineSpec =>
  engineSpec({
    engine: 'sglang',
    engineVersion: '0.5.0',
    blockTokens: 1,
    maxBatchSize: 1,
    ...changes,
    batching: { policy: 'max-utilization', sglang: { ...(order && { order }) } },
  });

const replay = (spec: EngineSpec, trace: readonly TracedRequest[]) =>
  simulate(spec, {
    trace,
    arrivals: { kind: 'offline' },
    prompt: { kind: 'fixed', tokens: 1 },
    output: { kind: 'fixed', tokens: 1 },
    requests: trace.length,
    seed: 1,
  }).requests;

/** Rows in order of start. */
function starts(spec: EngineSpec, trace: readonly TracedRequest[]): number[] {
  const { scheduled } = replay(spec, trace);
  return [...scheduled.keys()].sort((left, right) => scheduled[left]! - scheduled[right]!);
}

describe('SchedulePolicy.calc_priority (SGLang managers/schedule_policy.py)', () => {
  // The first one runs alone while the others come.
  const trace = [request(0, [1]), request(0.01, [2]), request(0.02, [1]), request(0.03, [1, 3])];

  it('fcfs: in order of arrival', () => {
    expect(starts(sglang('fcfs'), trace)).toEqual([0, 1, 2, 3]);
  });

  it('lpm: the longest cached prefix first', () => {
    // What the first one had is cached: rows 2 and 3 find 64 tokens, row 1 none.
    expect(starts(sglang('lpm'), trace)).toEqual([0, 2, 3, 1]);
    const longer = [request(0, [1, 3]), request(0.01, [2]), request(0.02, [1]), request(0.03, [1, 3])];
    expect(starts(sglang('lpm'), longer)).toEqual([0, 3, 2, 1]);
  });

  it('dfs-weight: the child for which more wait, depth first', () => {
    // Two run, so that 1, 3 below it and 2 are cached. Two wait for 3 and one for 1, whose weight is three; two for 2.
    const tree = [
      request(0, [1, 3]),
      request(0, [2], 5000),
      request(0.02, [2]),
      request(0.03, [2]),
      request(0.04, [1]),
      request(0.05, [1, 3]),
      request(0.06, [1, 3]),
    ];
    // When 5 has started both weigh two and keep their order, when 6 has it is two for 2 and one for 1.
    const spec = sglang('dfs-weight', { maxSeqLen: 8192, maxBatchSize: 2 });
    expect(starts(spec, tree)).toEqual([0, 1, 5, 6, 2, 3, 4]);
  });

  it('lof: the longest answer first', () => {
    const answers = [request(0, [1]), request(0.01, [2], 20), request(0.02, [3], 30), request(0.03, [4], 30)];
    expect(starts(sglang('lof'), answers)).toEqual([0, 2, 3, 1]);
  });

  it('random: in some other order', () => {
    const many = Array.from({ length: 30 }, (_, row) => request(0.001 * row, [row]));
    const order = starts(sglang('random'), many);
    expect([...order].sort((left, right) => left - right)).toEqual([...many.keys()]);
    expect(order).not.toEqual([...many.keys()]);
  });

  it('leaves the order as it is while more than 128 wait', () => {
    const others = Array.from({ length: 127 }, (_, row) => request(0.01, [100 + row], 2));
    const queue = [request(0, [1]), ...others, request(0.02, [1], 2), request(0.02, [1], 2)];
    // 129 wait: the one at the front starts. 128 wait: the one that finds something does.
    expect(starts(sglang('lpm'), queue).slice(0, 3)).toEqual([0, 1, 128]);
    expect(starts(sglang('lpm'), queue.slice(0, -1)).slice(0, 2)).toEqual([0, 128]);
  });

  it('holds back who shares what another is about to compute (in-batch prefix caching)', () => {
    // Of three prompts of 100 tokens a step takes two; the first two have 64 in common.
    const spec = { maxBatchSize: 8, maxNumTokens: 200 };
    const three = [request(0, [5]), request(0, [5]), request(0, [6])];
    const held = replay(sglang('lpm', spec), three);
    expect([...held.cachedTokens]).toEqual([0, 64, 0]);
    expect(held.scheduled[1]).toBe(held.firstToken[0]);
    expect([...replay(sglang('fcfs', spec), three).cachedTokens]).toEqual([0, 0, 0]);
  });

  it('is fcfs without a prefix cache', () => {
    expect(starts(sglang('lpm', { prefixCaching: false }), trace)).toEqual([0, 1, 2, 3]);
  });
});

describe('the default', () => {
  it('was lpm up to 0.4.3 and is fcfs since 0.4.6', () => {
    const policy = (engineVersion: string) =>
      sglangSettings(sglang(undefined, { engineVersion })).order.policy;
    expect([policy('0.3.6'), policy('0.4.3'), policy('0.4.6'), policy('0.5.9')]).toEqual([
      'lpm',
      'lpm',
      'fcfs',
      'fcfs',
    ]);
  });
});
