import { describe, expect, it } from 'vitest';
import { gpus } from '../../../catalog/gpus.ts';
import { memoryFacts, untilVersion, visibleMemory } from '../../../catalog/memory.ts';
import { findModel } from '../../../catalog/models.ts';
import { memoryOf } from '../../../simulator/index.ts';
import { capturedGraphs } from '../../../simulator/memory/cuda-graphs.ts';
import { weightBytes } from '../../../simulator/memory/weights.ts';
import type { EngineSpec } from '../../../simulator/spec.ts';
import { engineSpec, h100 } from '../specs.ts';

const GiB = 2 ** 30;
const modelOf = (name: string): EngineSpec['model'] => {
  const found = findModel(name);
  if (found.kind !== 'found') throw new Error(name);
  return found.item;
};
const vllm = (changes: Parameters<typeof engineSpec>[0]) =>
  engineSpec({ engine: 'vllm', engineVersion: '0.8.5', weights: 'bf16', kvFormat: 'bf16', ...changes });

describe('weights under vLLM', () => {
  // What the logs call model weights, in GiB: vllm-project/vllm issue 10517 and PR 10511, public start-up logs.
  it.each([
    ['meta-llama/Llama-3.1-8B', 'bf16', 1, 14.9888],
    ['meta-llama/Meta-Llama-3-8B', 'bf16', 2, 7.48],
    ['Qwen/Qwen3-8B', 'fp16', 4, 3.85],
    ['Qwen/Qwen2-7B', 'bf16', 2, 7.1217],
    ['Qwen/Qwen2.5-1.5B', 'bf16', 1, 2.8875],
    ['meta-llama/Llama-3.1-8B', 'int4-gptq', 1, 5.3767],
    ['meta-llama/Llama-3.1-70B', 'int8-sq', 1, 67.7229],
  ] as const)(
    'of %s in %s on %i ranks are %f GiB within 0.7 %%',
    (name, weights, tensorParallel, printed) => {
      const { bytes } = weightBytes(vllm({ model: modelOf(name), weights, tensorParallel }));
      expect(Math.abs(bytes / GiB / printed - 1)).toBeLessThan(0.007);
    },
  );

  it('deals experts over all ranks of an attention-data-parallel deployment, and copies the rest', () => {
    const model = modelOf('deepseek-ai/DeepSeek-R1');
    const of = (changes: Partial<EngineSpec>): number =>
      weightBytes(vllm({ model, weights: 'fp8', ...changes })).bytes;
    const split = of({ tensorParallel: 8 });
    const dealt = of({ dataParallel: 8, expertParallel: 8 });
    const whole = of({});
    expect(dealt).toBeGreaterThan(split);
    expect(dealt).toBeLessThan(whole / 5);
  });

  it('keeps all but the experts of an MXFP4 checkpoint in 16 bits', () => {
    const { bytes } = weightBytes(vllm({ model: modelOf('openai/gpt-oss-120b'), weights: 'mxfp4' }));
    // 60.8 GiB of checkpoint (openai/gpt-oss-120b model card).
    expect(bytes / GiB).toBeGreaterThan(60);
    expect(bytes / GiB).toBeLessThan(61.5);
  });
});

describe('the profiling run of vLLM', () => {
  const peak = (changes: Parameters<typeof engineSpec>[0]): number =>
    memoryOf(vllm(changes)).activationBytes / GiB;

  // PyTorch activation peak memory in start-up logs, GiB.
  it.each([
    ['meta-llama/Meta-Llama-3-8B', '0.6.5', 8192, 256, 1.26],
    ['meta-llama/Llama-3.1-8B', '0.6.6', 2048, 256, 1.19],
    ['meta-llama/Llama-3.1-8B', '0.6.4', 29_000, 256, 2.99],
    ['Qwen/Qwen2.5-1.5B', '0.8.5', 4096, 256, 1.4],
    ['Qwen/Qwen2.5-1.5B', '0.8.5', 32_768, 256, 2.02],
    ['Qwen/Qwen3-4B', '0.8.5', 10_000, 1, 0.74],
    ['microsoft/phi-4', '0.8.4', 2048, 320, 1.16],
  ] as const)(
    'of %s in %s with %i tokens and %i rows',
    (name, engineVersion, maxNumTokens, maxBatchSize, printed) => {
      const found = peak({ model: modelOf(name), engineVersion, maxNumTokens, maxBatchSize, vllmV1: false });
      expect(Math.abs(found / printed - 1)).toBeLessThan(0.03);
    },
  );

  it('needs less for sampling since the sampler does not sort', () => {
    expect(peak({ engineVersion: '0.20.0' })).toBeLessThan(peak({ engineVersion: '0.15.0' }));
  });
});

describe('CUDA graphs', () => {
  it.each([
    // "Profiling CUDA graph memory: PIECEWISE=51 (largest=512), FULL=35 (largest=256)" and the like; 35 shapes of V0.
    ['0.7.3', 256, 35, 0],
    ['0.10.0', 256, 0, 67],
    ['0.20.0', 256, 35, 51],
    ['0.20.0', 128, 19, 35],
    ['0.20.0', 8, 4, 5],
  ])('of vLLM %s with %i sequences', (engineVersion, maxBatchSize, full, piecewise) => {
    expect(capturedGraphs(vllm({ engineVersion, maxBatchSize }))).toEqual({ full, piecewise });
  });

  it('are none in eager mode', () => {
    const items = memoryOf(vllm({ enforceEager: true })).items.map(({ id }) => id);
    expect(items).not.toContain('cuda-graphs');
  });
});

describe('what a process sees of a card', () => {
  it('is less than the card has, and never more than it is said to have', () => {
    for (const gpu of gpus) expect(visibleMemory(gpu).bytes, gpu.name).toBeLessThanOrEqual(gpu.memoryBytes);
    expect(visibleMemory({ ...h100, memoryBytes: 20 * GiB }).bytes).toBe(20 * GiB);
    expect(visibleMemory({ ...h100, name: 'somebody’s card' }).bytes).toBe(h100.memoryBytes);
  });

  it('is measured for cards that the catalogue has', () => {
    const names = new Set(gpus.map(({ name }) => name));
    for (const { gpu } of memoryFacts.visible.cards) expect(names, gpu).toContain(gpu);
  });
});

describe('facts by release', () => {
  it('are those of the first release that is not over, and without a version the newest', () => {
    const copies = (version?: string): number => untilVersion(memoryFacts.sampler, version).copies;
    expect([copies('0.16.0'), copies('0.17.0'), copies(), copies('nightly')]).toEqual([9.6, 3.4, 3.4, 3.4]);
  });
});

describe('every item', () => {
  it.each(['vllm', 'sglang', 'tgi', 'tensorrt-llm', 'triton'] as const)(
    'of %s names arithmetic and source',
    (engine) => {
      const memory = memoryOf(
        engineSpec({ engine, engineVersion: undefined, tensorParallel: 2, kvFormat: 'bf16' }),
      );
      for (const { label, formula, source } of memory.items) {
        expect(formula.length, label).toBeGreaterThan(5);
        expect(source.length, label).toBeGreaterThan(10);
      }
      const used = memory.items.reduce((total, { bytes }) => total + bytes, 0);
      expect(used + memory.freeBytes).toBeCloseTo(memory.gpuBytes, 0);
      expect(memory.fits).toBe(true);
    },
  );

  it('leaves vLLM and SGLang with almost all of the memory room for graphs', () => {
    for (const engine of ['vllm', 'sglang'] as const)
      expect(
        memoryOf(engineSpec({ engine, engineVersion: '0.11.0', memoryFraction: 0.98 })).fits,
        engine,
      ).toBe(true);
  });
});
