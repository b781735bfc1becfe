import { describe, expect, it } from 'vitest';
import { memoryOf } from '../../../simulator/index.ts';
import { engineSpec, h100, llama2Of7b, llama8b, llama70b } from '../specs.ts';

const GiB = 2 ** 30;

describe('KV cache bytes a token', () => {
  it('counts keys and values of every KV head and layer', () => {
    expect(memoryOf(engineSpec({ kvFormat: 'bf16' })).kvBytesPerToken).toBe(131_072);
    expect(memoryOf(engineSpec({ kvFormat: 'fp8' })).kvBytesPerToken).toBe(65_536);
    expect(memoryOf(engineSpec({ model: llama2Of7b, kvFormat: 'int8' })).kvBytesPerToken).toBe(262_144);
  });

  it('splits heads over ranks until there is one, and layers over stages', () => {
    const of = (tensorParallel: number, pipelineParallel = 1): number =>
      memoryOf(engineSpec({ model: llama70b, kvFormat: 'bf16', tensorParallel, pipelineParallel }))
        .kvBytesPerToken;
    expect(of(8)).toBe(of(1) / 8);
    expect(of(16)).toBe(of(8));
    expect(of(1, 4)).toBe(of(1) / 4);
  });

  it('keeps one latent vector under MLA, on every rank', () => {
    const model = {
      ...llama8b,
      layers: 61,
      mla: { kvLoraRank: 512, qkRope: 64, qkNope: 128, vHead: 128, qLoraRank: 1536 },
    };
    const of = (tensorParallel: number): number =>
      memoryOf(engineSpec({ model, kvFormat: 'bf16', tensorParallel })).kvBytesPerToken;
    expect(of(1)).toBe(61 * 576 * 2);
    expect(of(8)).toBe(of(1));
  });
});

describe('a TensorRT-LLM engine', () => {
  it('has the KV cache that its documentation logs for a 7B model in FP8 on an H100, within 1 %', () => {
    // TensorRT-LLM v0.15 docs/source/reference/memory.md: 4060 blocks of 64 tokens, engine 6695 MiB.
    const memory = memoryOf(
      engineSpec({ engineVersion: '0.15.0', model: llama2Of7b, weights: 'fp8', kvFormat: 'fp8' }),
    );
    expect(Math.abs(memory.kvCacheTokens / 259_840 - 1)).toBeLessThan(0.01);
    expect(Math.abs(memory.weightsBytes / (6695 * 2 ** 20) - 1)).toBeLessThan(0.01);
  });

  it('has runtime and decoder buffers near those of an issue with batch 2048 and a large vocabulary', () => {
    // NVIDIA/TensorRT-LLM#1188: runtime 2.66 GB, decoder 5.76 GB, context 773 MiB.
    const model = {
      ...llama8b,
      hidden: 1024,
      heads: 16,
      kvHeads: 16,
      headDim: 64,
      intermediate: 2816,
      vocab: 151_936,
    };
    const { items } = memoryOf(
      engineSpec({ model, maxBatchSize: 2048, maxSeqLen: 32_768, engineVersion: '0.8.0' }),
    );
    const gigabytes = (id: string): number => items.find((item) => item.id === id)!.bytes / 1e9;
    expect(gigabytes('runtime-buffers')).toBeCloseTo(2.66, 0);
    expect(gigabytes('decoder-buffers')).toBeCloseTo(5.76, 0);
  });

  it('has no decoder buffers on the PyTorch backend', () => {
    const ids = memoryOf(engineSpec({ engineVersion: '1.0.0' })).items.map((item) => item.id);
    expect(ids).not.toContain('decoder-buffers');
    expect(ids).toContain('cuda-graphs');
  });

  it('never lays out more than the GPU has, and every byte is in an item', () => {
    for (const tensorParallel of [1, 2, 4]) {
      const memory = memoryOf(engineSpec({ tensorParallel }));
      const used = memory.items.reduce((total, item) => total + item.bytes, 0);
      expect(used + memory.freeBytes).toBeCloseTo(memory.gpuBytes, 0);
      expect(used).toBeLessThan(memory.gpuBytes);
      expect(
        memory.weightsBytes + memory.kvCacheBytes + memory.activationBytes + memory.otherBytes,
      ).toBeCloseTo(used, 0);
    }
  });

  it('says by how much weights do not fit', () => {
    const memory = memoryOf(engineSpec({ model: llama70b, weights: 'bf16', kvFormat: 'bf16' }));
    expect(memory.fits).toBe(false);
    expect(memory.problem).toContain('GiB more than one H100-SXM5-80GB has');
    expect(memory.freeBytes).toBeLessThan(-50 * GiB);
  });

  it('says that one request of the longest length does not fit', () => {
    const memory = memoryOf(engineSpec({ maxKvTokens: 2048, maxSeqLen: 4096 }));
    expect(memory.problem).toBe('the KV cache holds 2048 tokens, one request may have 4096');
    expect(memory.longestRequest).toBe(2048);
    expect(memory.maxConcurrentLongest).toBe(0);
  });

  it('leaves a second instance the rest of what the first took its share of', () => {
    const one = memoryOf(engineSpec({ memoryFraction: 0.5 }));
    const two = memoryOf(engineSpec({ memoryFraction: 0.5, instances: 2 }));
    expect(two.weightsBytes).toBe(2 * one.weightsBytes);
    expect(two.kvCacheBytes).toBeLessThan(1.5 * one.kvCacheBytes);
    expect(memoryOf(engineSpec({ memoryFraction: 0.95, instances: 2 })).fits).toBe(false);
  });

  it('bounds the cache of a windowed request by the window', () => {
    const model = { ...llama8b, slidingWindow: 1024 };
    const windowed = memoryOf(engineSpec({ model, maxSeqLen: 4096 }));
    expect(windowed.maxConcurrentLongest).toBeGreaterThan(3.9 * memoryOf(engineSpec()).maxConcurrentLongest);
  });
});

describe('a vLLM engine', () => {
  it('counts weights into its share of the memory', () => {
    const spec = engineSpec({ engine: 'vllm', engineVersion: '0.11.0', blockTokens: 16 });
    const difference = memoryOf(spec).kvCacheBytes - memoryOf({ ...spec, memoryFraction: 0.8 }).kvCacheBytes;
    expect(difference / (0.1 * h100.memoryBytes)).toBeCloseTo(1, 3);
  });

  it('subtracts CUDA graphs from 0.21 on', () => {
    const tokens = (engineVersion: string): number =>
      memoryOf(engineSpec({ engine: 'vllm', engineVersion, blockTokens: 16 })).kvCacheTokens;
    expect(tokens('0.20.2') - tokens('0.21.0')).toBeGreaterThan(4000);
  });
});
