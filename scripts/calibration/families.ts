import type { ModelArchitecture } from '../../catalog/types.ts';

/** Models of one shape are one model to a fit, whatever they were trained on: Llama-2-70B and 3.1-70B, DeepSeek V3 and R1. */
export function familyOf(model: ModelArchitecture): string {
  const short = model.name.split('/').at(-1)!;
  for (const [pattern, family] of families) if (pattern.test(short)) return family;
  return short;
}

const families: readonly (readonly [RegExp, string])[] = [
  [/llama-4/i, 'Llama-4'],
  [/llama.*70b/i, 'Llama-70B'],
  [/llama-?3.*8b/i, 'Llama-3-8B'],
  [/llama.*-7b/i, 'Llama-7B'],
  [/deepseek/i, 'DeepSeek-V3'],
  [/qwen3-235b/i, 'Qwen3-235B'],
  [/gpt-oss/i, 'gpt-oss'],
  [/mixtral/i, 'Mixtral'],
];
