import { describe, expect, it } from 'vitest';
import { type EngineSpec, simulate, type TracedRequest } from '../../../simulator/index.ts';
import { engineSpec } from '../specs.ts';

const request = (
  arrived: number,
  promptTokens: number,
  hashes: readonly number[],
  outputTokens = 1,
): TracedRequest => ({
  arrived,
  promptTokens,
  outputTokens,
  hashes,
  hashTokens: 64,
});

const replay = (spec: EngineSpec, trace: readonly TracedRequest[]) =>
  simulate(spec, {
    trace,
    arrivals: { kind: 'offline' },
    prompt: { kind: 'fixed', tokens: 1 },
    output: { kind: 'fixed', tokens: 1 },
    requests: trace.length,
    seed: 1,
  });

const vllm = (changes: Parameters<typeof engineSpec>[0] = {}): EngineSpec =>
  engineSpec({
    engine: 'vllm',
    engineVersion: '0.20.0',
    blockTokens: 16,
    ...changes,
    batching: { policy: 'max-utilization', ...changes.batching },
  });

/** Two requests at once with 64 tokens in common and 36 of their own. */
const together = [request(0, 100, [1, 2]), request(0, 100, [1, 3])];

describe('a second request of the same step', () => {
  it("finds vLLM's blocks, which are stored when they are scheduled (kv_cache_manager.py, allocate_slots)", () => {
    const { requests } = replay(vllm(), together);
    expect([...requests.cachedTokens]).toEqual([0, 64]);
    expect(requests.firstToken[0]).toBe(requests.firstToken[1]);
  });

  it("waits a step for TensorRT-LLM's, which are stored when the prompt is computed (beneficialToSkip)", () => {
    const { requests } = replay(engineSpec({ engineVersion: '1.0.0', blockTokens: 32 }), together);
    expect([...requests.cachedTokens]).toEqual([0, 64]);
    expect(requests.scheduled[1]).toBe(requests.firstToken[0]);
  });

  it('finds none of SGLang, which stores them when the step is done (cache_unfinished_req)', () => {
    const { requests } = replay(
      engineSpec({
        engine: 'sglang',
        engineVersion: '0.5.0',
        blockTokens: 1,
        batching: { policy: 'max-utilization' },
      }),
      together,
    );
    expect([...requests.cachedTokens]).toEqual([0, 0]);
    expect(requests.firstToken[0]).toBe(requests.firstToken[1]);
  });
});

describe('what is found', () => {
  it('are whole blocks of vLLM, and never the last token', () => {
    // 100 tokens are six blocks and four tokens: the same prompt finds six. 64 tokens are four, of which it finds three.
    const { requests } = replay(vllm(), [
      request(0, 100, [1, 2]),
      request(5, 100, [1, 2]),
      request(10, 64, [1]),
      request(15, 70, [1, 9]),
    ]);
    expect([...requests.cachedTokens]).toEqual([0, 96, 48, 64]);
  });

  it('are tokens of SGLang, and of TensorRT-LLM with parts of blocks', () => {
    const trace = [request(0, 100, [1, 2]), request(5, 100, [1, 2])];
    const sglang = engineSpec({ engine: 'sglang', blockTokens: 1, batching: { policy: 'max-utilization' } });
    expect(replay(sglang, trace).requests.cachedTokens[1]).toBe(99);
    expect(replay(engineSpec({ blockTokens: 32 }), trace).requests.cachedTokens[1]).toBe(99);
  });

  it('is nothing where prefixes are not cached', () => {
    const { requests } = replay(vllm({ prefixCaching: false }), together);
    expect([...requests.cachedTokens]).toEqual([0, 0]);
  });

  it('shortens the prefill by what it found', () => {
    const trace = [
      request(
        0,
        2048,
        Array.from({ length: 32 }, (_, at) => at),
      ),
      request(
        5,
        2048,
        Array.from({ length: 32 }, (_, at) => at),
      ),
    ];
    const { requests } = replay(vllm(), trace);
    const time = (row: number): number => requests.firstToken[row]! - requests.scheduled[row]!;
    expect(requests.cachedTokens[1]).toBe(2032);
    expect(time(1)).toBeLessThan(time(0) / 2);
  });
});

describe('an answer', () => {
  it('is found by the next turn of its conversation', () => {
    const workload = {
      arrivals: { kind: 'closed' as const, concurrency: 1 },
      prompt: { kind: 'fixed' as const, tokens: 50 },
      output: { kind: 'fixed' as const, tokens: 31 },
      requests: 3,
      seed: 1,
      sessions: { turns: { kind: 'fixed' as const, tokens: 3 }, thinkTime: 2 },
    };
    const { requests } = simulate(vllm(), workload);
    expect([...requests.promptTokens]).toEqual([50, 131, 212]);
    // Of 81 tokens 80 are stored, the last one's keys and values never were; of 162 tokens 161, in ten blocks.
    expect([...requests.cachedTokens]).toEqual([0, 80, 160]);
    for (const turn of [1, 2]) expect(requests.arrived[turn]).toBeGreaterThan(requests.finished[turn - 1]!);
  });
});

describe('who is evicted', () => {
  it('is the one whose last reader left first, from its tail', () => {
    // Eleven usable blocks. A prompt of 65 tokens takes five, of which others may find four. Two prompts leave three
    // blocks without content; the third takes them and the two deepest of the first: two are left to be found.
    const spec = vllm({ maxKvTokens: 12 * 16, maxSeqLen: 128 });
    const order = (hashes: readonly number[]) =>
      replay(
        spec,
        hashes.map((hash, at) => request(10 * at, 65, [hash, 100 + at])),
      );
    expect([...order([1, 2, 2]).requests.cachedTokens]).toEqual([0, 0, 64]);
    expect([...order([1, 2, 3, 1]).requests.cachedTokens].at(-1)).toBe(32);
    expect([...order([1, 2, 1, 3, 2]).requests.cachedTokens].at(-1)).toBe(32);
  });
});
