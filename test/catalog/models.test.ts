import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findModel, models } from '../../catalog/models.ts';
import { openFacts } from '../../scripts/catalog/facts.ts';

const found = (name: string): string => {
  const lookup = findModel(name);
  return lookup.kind === 'found' ? lookup.item.name : lookup.kind;
};

const measurements = fileURLToPath(new URL('../../../shared/measurements', import.meta.url));

describe('findModel', () => {
  it.each([
    ['meta-llama/Llama-3.1-8B-Instruct', 'meta-llama/Llama-3.1-8B'],
    ['meta-llama/Meta-Llama-3.1-8B', 'meta-llama/Llama-3.1-8B'],
    ['llama-3.1-8b', 'meta-llama/Llama-3.1-8B'],
    ['llama3.1_8b', 'meta-llama/Llama-3.1-8B'],
    ['llama-3_1-8b', 'meta-llama/Llama-3.1-8B'],
    ['qwen3_8b', 'Qwen/Qwen3-8B'],
    ['llama3-8b', 'meta-llama/Meta-Llama-3-8B'],
    ['/models/Llama-2-7b-chat-hf/', 'meta-llama/Llama-2-7b-hf'],
    ['nvidia/Llama-3.1-8B-Instruct-FP8', 'meta-llama/Llama-3.1-8B'],
    ['neuralmagic/Meta-Llama-3.1-70B-Instruct-quantized.w8a8', 'meta-llama/Llama-3.1-70B'],
    ['Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4', 'Qwen/Qwen2.5-7B'],
    ['Qwen/Qwen3-235B-A22B-FP8', 'Qwen/Qwen3-235B-A22B'],
    ['nvidia/DeepSeek-V3.1-NVFP4', 'deepseek-ai/DeepSeek-V3'],
    ['mistralai/Mixtral-8x7B-Instruct-v0.1', 'mistralai/Mixtral-8x7B-v0.1'],
    ['mistralai/Mistral-7B-Instruct-v0.1', 'mistralai/Mistral-7B-v0.1'],
    ['bigscience/bloom', 'bigscience/bloom-176b'],
    ['Llama-3.1-8B (131072 ctx)', 'meta-llama/Llama-3.1-8B'],
    ['moonshotai/Kimi-K2.5', 'moonshotai/Kimi-K2.5'],
    ['MiniMaxAI/MiniMax-M2.5', 'MiniMaxAI/MiniMax-M2'],
    ['mistral-7b', 'ambiguous'],
    ['mixtral', 'ambiguous'],
    ['deepseek-ai/DeepSeek-R1-0528-Qwen3-8B', 'unknown'],
    ['Qwen/Qwen2.5-VL-7B-Instruct', 'unknown'],
    ['bert-base-uncased', 'unknown'],
    ['constructor', 'unknown'],
    ['', 'unknown'],
  ])('%s is %s', (name, expected) => expect(found(name)).toBe(expected));

  it('finds every model by its own name and aliases', () => {
    for (const model of models)
      for (const name of [model.name, ...model.aliases]) expect(found(name), name).toBe(model.name);
  });

  it('leaves the context open where a variant may have changed it', () => {
    const base = findModel('Qwen/Qwen3-235B-A22B');
    const later = findModel('Qwen/Qwen3-235B-A22B-Instruct-2507');
    expect(base.kind === 'found' && base.item.maxPosition).toBe(40960);
    expect(later.kind === 'found' && 'maxPosition' in later.item).toBe(false);
  });

  it('suggests the nearest to a slip', () => {
    const lookup = findModel('lama-3.1-8b');
    expect(lookup.kind === 'unknown' && lookup.nearest[0]?.name).toBe('meta-llama/Llama-3.1-8B');
  });

  it.skipIf(!existsSync(measurements))(
    'knows the models of the benchmark rows but those that the facts leave out',
    () => {
      const named = new Set(
        openFacts(measurements)
          .csv('calibration.csv')
          .map((row) => row.model!),
      );
      const missing = [...named].filter((name) => findModel(name).kind !== 'found').sort();
      expect(missing).toEqual([
        'BAAI/Aquila-7B',
        'Deci/DeciLM-7B',
        'bigscience/bloom-7b1',
        'facebook/opt-6.7b',
        'internlm/internlm-20b',
      ]);
    },
  );
});

describe('models', () => {
  it('count their parameters exactly', () => {
    const llama = models.find(({ name }) => name === 'meta-llama/Llama-3.1-8B')!;
    // 8,030,261,248 on the model card, less 65 norms of 4096.
    expect(llama.parameters).toBe(8_030_261_248 - 65 * 4096);
    const deepseek = models.find(({ name }) => name === 'deepseek-ai/DeepSeek-V3')!;
    expect(deepseek.parameters / 1e9).toBeCloseTo(671.025, 2);
    expect(deepseek.activeParameters / 1e9).toBeCloseTo(37.551, 2);
  });
});
