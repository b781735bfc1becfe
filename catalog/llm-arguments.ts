import data from './data/llm-arguments.json' with { type: 'json' };
import type { Source } from './types.ts';

export interface LlmArgument {
  readonly name: string;
  /** Of an object: the keys that were read. Some classes have more. */
  readonly keys?: readonly string[];
}

/** The arguments of TensorRT-LLM's LLM API, which the YAML of `trtllm-serve` and `trtllm-bench` may give. */
export interface LlmArguments {
  readonly source: Source;
  readonly entries: readonly LlmArgument[];
  /** Names of older releases. */
  readonly renamed: readonly string[];
}

export const llmArguments: LlmArguments = data;
