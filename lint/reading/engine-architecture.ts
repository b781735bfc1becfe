import { configFileOf } from '../../deployment/model-name.ts';
import type { Project } from '../../deployment/project.ts';
import { type EngineChain, pathOf } from './engine-chains.ts';

/**
 * Names that surely belong to one class of Hugging Face transformers. Others, such as Yi, are Llamas under names of
 * their own: of them nothing is said.
 */
const byName: readonly [RegExp, string][] = [
  [/Mixtral/i, 'MixtralForCausalLM'],
  [/(^|\/)Mistral-(7B|Nemo|Large)/i, 'MistralForCausalLM'],
  [/Llama-?[23](\.\d)?-|TinyLlama|CodeLlama/i, 'LlamaForCausalLM'],
  [/gemma-2-/i, 'Gemma2ForCausalLM'],
  [/gemma-\d+b/i, 'GemmaForCausalLM'],
  [/(^|\/)Qwen2(\.5)?-\d/i, 'Qwen2ForCausalLM'],
  [/(^|\/)Qwen3-\d/i, 'Qwen3ForCausalLM'],
  [/(^|\/)falcon-\d+b/i, 'FalconForCausalLM'],
  [/(^|\/)phi-2$/i, 'PhiForCausalLM'],
  [/(^|\/)gpt2/i, 'GPT2LMHeadModel'],
];

/**
 * The class of the model that an engine is built of: as the checkpoint's or the model's `config.json` says, else as the
 * name tells for sure; undefined otherwise.
 */
export function engineArchitecture({ build, parts }: EngineChain, { files }: Project): string | undefined {
  const checkpoint = pathOf(build, 'checkpoint-dir')?.value;
  const model = parts.model?.name?.value;
  for (const path of [checkpoint, model]) {
    const file = path === undefined ? undefined : configFileOf(path, files);
    const written = file && architectureIn(file.text);
    if (written !== undefined) return written;
  }
  return model === undefined ? undefined : byName.find(([name]) => name.test(model))?.[1];
}

/** `architecture` of a checkpoint of TensorRT-LLM, `architectures` of one of Hugging Face. */
function architectureIn(text: string): string | undefined {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof config !== 'object' || config === null) return undefined;
  const { architecture, architectures } = config as { architecture?: unknown; architectures?: unknown };
  const named = architecture ?? (Array.isArray(architectures) ? architectures[0] : undefined);
  return typeof named === 'string' ? named : undefined;
}
