import { engineArchitecture } from '../../reading/engine-architecture.ts';
import { type EngineChain, engineChains, switchOf } from '../../reading/engine-chains.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const chain = (model: string, options: string, format = ''): string =>
  `python3 convert_checkpoint.py --model_dir ${model} --output_dir ckpt --tp_size 2 ${format}\ntrtllm-build --checkpoint_dir ckpt --output_dir engine ${options}\n`;

export const optionOfOtherArchitecture: Rule = {
  code: 'BWC022',
  name: 'option-of-other-architecture',
  area: 'chain',
  severity: 'error',
  appliesTo: '`trtllm-build` of a model whose class is known',
  summary: 'An option of the build is for models of another class.',
  why: 'StreamingLLM is built for Llama alone and `pp_reduce_scatter` for Mixtral alone: the build stops at an assertion. `reduce_fusion` and `user_buffer` are turned off with a warning where the model is none of those that have the fused kernels.',
  remedy: 'Leave the option out.',
  sources: [
    'NVIDIA/TensorRT-LLM tensorrt_llm/commands/build.py build_model and builder.py build, v0.9 to v1.2',
  ],
  examplePath: 'build.sh',
  examples: {
    bad: [
      chain('Qwen/Qwen2.5-7B-Instruct', '--streamingllm «enable»'),
      chain('meta-llama/Llama-3.1-8B-Instruct', '--pp_reduce_scatter «enable»'),
      chain('Qwen/Qwen2.5-7B-Instruct', '--reduce_fusion «enable»'),
    ],
    good: [
      chain('meta-llama/Llama-3.1-8B-Instruct', '--streamingllm enable --reduce_fusion enable'),
      chain('mistralai/Mixtral-8x7B-v0.1', '--pp_reduce_scatter enable'),
      chain('./my-model', '--streamingllm enable'),
    ],
  },
  scope: 'commands',
  check(context) {
    for (const engine of engineChains(context.project, context.options)) {
      const architecture = engineArchitecture(engine, context.project);
      if (architecture === undefined) continue;
      for (const { option, name, takes, harmless } of restricted) {
        const asked = engine.build.settings.find(option);
        if (!asked || switchOf(engine.build, option) !== true || takes(architecture, engine)) continue;
        reportAt(
          context,
          { value: 0, origin: asked.origin },
          `\`--${option.replaceAll('-', '_')}\` is for ${name}, and the model is a ${architecture}${harmless ? ': the build turns it off' : ''}.`,
          harmless && { severity: 'warning' },
        );
      }
    }
  },
};

interface Restricted {
  readonly option: string;
  /** As a person calls the models that have it. */
  readonly name: string;
  readonly takes: (architecture: string, engine: EngineChain) => boolean;
  /** The build goes on without it. */
  readonly harmless?: true;
}

const oneOf =
  (...names: readonly string[]) =>
  (architecture: string): boolean =>
    names.includes(architecture);

const restricted: readonly Restricted[] = [
  { option: 'streamingllm', name: 'Llama', takes: oneOf('LlamaForCausalLM') },
  { option: 'pp-reduce-scatter', name: 'Mixtral', takes: oneOf('MixtralForCausalLM') },
  {
    option: 'reduce-fusion',
    name: 'Llama, Mistral and Gemma 2',
    // Releases differ in Mistral and Mixtral.
    takes: oneOf(
      'LlamaForCausalLM',
      'MedusaForCausalLM',
      'Gemma2ForCausalLM',
      'MistralForCausalLM',
      'MixtralForCausalLM',
    ),
    harmless: true,
  },
  {
    option: 'user-buffer',
    name: 'FP8 checkpoints of Llama',
    takes: (architecture, { parts }) =>
      architecture === 'LlamaForCausalLM' && (parts.precision?.weights?.value ?? 'fp8') === 'fp8',
    harmless: true,
  },
];
