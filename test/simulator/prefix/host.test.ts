import { describe, expect, it } from 'vitest';
import { blockBytes, replay } from './three-block-prompts.ts';

const through = (hashes: readonly number[], hostBlocks: number, blocks = 3) =>
  replay(hashes, { blocks, hostBlocks });

describe("TensorRT-LLM's blocks in the host's memory", () => {
  it('are lost without one: three blocks hold one prompt', () => {
    const lost = through([1, 2, 1], 0);
    expect([...lost.requests.cachedTokens]).toEqual([0, 0, 0]);
    expect(lost.hostFetchedBlocks).toBe(0);
  });

  it('come back when they are found again, and the step waits for their copy', () => {
    const back = through([1, 2, 1], 100);
    expect([...back.requests.cachedTokens]).toEqual([0, 0, 64]);
    expect(back.hostFetchedBlocks).toBe(2);
    expect(back.cacheEvictions).toBe(0);
    // 16 lanes of 32 GT/s with 128 of 130 bits for data.
    const bytesPerSecond = (16 * 32e9 * (128 / 130)) / 8;
    const stayed = through([1, 2, 1], 0, 100);
    expect([...stayed.requests.cachedTokens]).toEqual([0, 0, 64]);
    const time = ({ requests }: typeof back): number => requests.firstToken[2]! - requests.scheduled[2]!;
    expect(time(back) - time(stayed)).toBeCloseTo((2 * blockBytes) / bytesPerSecond, 9);
  });

  it('drop the oldest when the host is full', () => {
    // The queue of the pool is: last block, second, first. So four places hold of the first prompt, after the three
    // blocks of each of two others: its first block alone.
    const full = through([1, 2, 3, 1], 4);
    expect(full.requests.cachedTokens[3]).toBe(32);
    expect(through([1, 2, 3, 1], 3).requests.cachedTokens[3]).toBe(0);
    expect(through([1, 2, 3, 1], 6).requests.cachedTokens[3]).toBe(64);
  });
});
