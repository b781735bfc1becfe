import { describe, expect, it } from 'vitest';
import type { ModelArchitecture } from '../../../catalog/types.ts';
import { memoryOf } from '../../../simulator/index.ts';
import { concurrencyAt } from '../../../simulator/memory/memory-of.ts';
import { engineSpec, llama8b } from '../specs.ts';

/** gpt-oss-20b's attention: every other of 24 layers has a window of 128 tokens. */
const alternating: ModelArchitecture = {
  ...llama8b,
  layers: 24,
  headDim: 64,
  slidingWindow: 128,
  slidingPattern: '1:1',
};

const vllm = (engineVersion: string, model: ModelArchitecture) =>
  engineSpec({ engine: 'vllm', engineVersion, model, kvFormat: 'bf16', blockTokens: 16, maxSeqLen: 32_768 });

describe('windowed and full layers under vLLM', () => {
  it('are one group of blocks before there were groups, and windows save nothing', () => {
    const [old, plain] = [alternating, { ...alternating, slidingWindow: undefined }].map((model) =>
      memoryOf(vllm('0.8.5', model as ModelArchitecture)),
    );
    expect(old!.kvCacheTokens).toBe(plain!.kvCacheTokens);
  });

  it('are dealt to groups of as many layers as there are of the rarer kind', () => {
    const memory = memoryOf(vllm('0.11.0', alternating));
    // One block: 16 tokens of 12 layers. Two groups share the blocks, so that half are for either.
    expect(memory.kvCacheBytes / memory.kvBlocks).toBe(16 * 12 * 2 * 8 * 64 * 2);
    expect(memory.kvCacheTokens).toBe(Math.floor((memory.kvBlocks * 16) / 2));
  });

  it('have more tokens from 0.19 on, which counts sequences of the longest length', () => {
    const memory = memoryOf(vllm('0.19.0', alternating));
    // ⌈32768 / 16⌉ of the full group, ⌈(127 + 8192) / 16⌉ + 1 of the windowed.
    expect(memory.kvCacheTokens).toBe(Math.floor((memory.kvBlocks / (2048 + 521)) * 32_768));
    expect(memory.maxConcurrentLongest).toBe(Math.floor(memory.kvBlocks / (2048 + 521)));
  });

  it('pads the rarer kind where the other is less than a quarter more', () => {
    const model = { ...alternating, layers: 22, slidingPattern: '6:5' };
    const memory = memoryOf(vllm('0.11.0', model));
    expect(memory.kvCacheBytes / memory.kvBlocks).toBe(16 * 12 * 2 * 8 * 64 * 2);
  });
});

describe('two pools under SGLang', () => {
  it('give windowed layers 0.8 tokens for each of full layers', () => {
    const spec = engineSpec({
      engine: 'sglang',
      engineVersion: '0.5.9',
      model: alternating,
      kvFormat: 'bf16',
      blockTokens: 1,
    });
    const memory = memoryOf(spec);
    expect(memory.kvCacheBytes / memory.kvCacheTokens).toBeCloseTo((12 + 0.8 * 12) * 2 * 8 * 64 * 2, 6);
  });
});

describe('a draft model', () => {
  it('takes weights and KV cache beside the target', () => {
    const draft = { model: { ...llama8b, layers: 2, parameters: 1e9 }, weights: 'bf16' } as const;
    const alone = memoryOf(engineSpec());
    const both = memoryOf(engineSpec({ draft }));
    expect(both.kvBytesPerToken).toBe((alone.kvBytesPerToken * 34) / 32);
    expect(both.weightsBytes - alone.weightsBytes).toBeGreaterThan(1.9e9);
    expect(both.kvCacheTokens).toBeLessThan(alone.kvCacheTokens);
  });
});

describe('concurrency', () => {
  it('is what the blocks hold of requests of a length, rounded up to blocks', () => {
    const spec = engineSpec();
    const { kvBlocks } = memoryOf(spec);
    expect(concurrencyAt(spec, 64)).toBe(kvBlocks);
    expect(concurrencyAt(spec, 65)).toBe(Math.floor(kvBlocks / 2));
    expect(concurrencyAt(spec, 0)).toBe(0);
  });
});
