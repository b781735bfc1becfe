import { describe, expect, it } from 'vitest';
import { simulate, type TracedRequest } from '../../../simulator/index.ts';
import { engineSpec, h100, llama8b } from '../specs.ts';

/** Requests one after the other, each of two blocks of its own hash and a token behind them. */
const prompts = (hashes: readonly number[]): TracedRequest[] =>
  hashes.map((hash, at) => ({
    arrived: 10 * at,
    promptTokens: 65,
    outputTokens: 1,
    hashes: [hash, 1000 + at],
    hashTokens: 64,
  }));

/** BF16 keys and values of 32 layers with 8 heads of 128 numbers, 32 tokens a block. */
const blockBytes = 32 * 32 * 2 * 8 * 128 * 2;

const replay = (hashes: readonly number[], hostBlocks: number, blocks = 3) => {
  const trace = prompts(hashes);
  const spec = engineSpec({
    model: llama8b,
    gpu: { ...h100, pcieGeneration: 5 },
    kvFormat: 'bf16',
    blockTokens: 32,
    maxKvTokens: blocks * 32,
    maxSeqLen: 96,
    ...(hostBlocks > 0 && { hostCacheBytes: hostBlocks * blockBytes }),
  });
  return simulate(spec, {
    trace,
    arrivals: { kind: 'offline' },
    prompt: { kind: 'fixed', tokens: 1 },
    output: { kind: 'fixed', tokens: 1 },
    requests: trace.length,
    seed: 1,
  });
};

describe("TensorRT-LLM's blocks in the host's memory", () => {
  it('are lost without one: three blocks hold one prompt', () => {
    const lost = replay([1, 2, 1], 0);
    expect([...lost.requests.cachedTokens]).toEqual([0, 0, 0]);
    expect(lost.hostFetchedBlocks).toBe(0);
  });

  it('come back when they are found again, and the step waits for their copy', () => {
    const back = replay([1, 2, 1], 100);
    expect([...back.requests.cachedTokens]).toEqual([0, 0, 64]);
    expect(back.hostFetchedBlocks).toBe(2);
    expect(back.cacheEvictions).toBe(0);
    // 16 lanes of 32 GT/s with 128 of 130 bits for data.
    const bytesPerSecond = (16 * 32e9 * (128 / 130)) / 8;
    const stayed = replay([1, 2, 1], 0, 100);
    expect([...stayed.requests.cachedTokens]).toEqual([0, 0, 64]);
    const time = ({ requests }: typeof back): number => requests.firstToken[2]! - requests.scheduled[2]!;
    expect(time(back) - time(stayed)).toBeCloseTo((2 * blockBytes) / bytesPerSecond, 9);
  });

  it('drop the oldest when the host is full', () => {
    // The queue of the pool is: last block, second, first. So four places hold of the first prompt, after the three
    // blocks of each of two others: its first block alone.
    const full = replay([1, 2, 3, 1], 4);
    expect(full.requests.cachedTokens[3]).toBe(32);
    expect(replay([1, 2, 3, 1], 3).requests.cachedTokens[3]).toBe(0);
    expect(replay([1, 2, 3, 1], 6).requests.cachedTokens[3]).toBe(64);
  });
});
