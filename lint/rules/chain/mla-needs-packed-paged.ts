import { type EngineChain, engineChains, isUnpaged, switchOf } from '../../reading/engine-chains.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const chain = (options: string, model = 'deepseek-ai/DeepSeek-V3'): string =>
  `python3 examples/deepseek_v3/convert_checkpoint.py --model_dir ${model} --output_dir ckpt --tp_size 8\ntrtllm-build --checkpoint_dir ckpt --output_dir engine ${options}\n`;

export const mlaNeedsPackedPaged: Rule = {
  code: 'BWC021',
  name: 'mla-needs-packed-paged',
  area: 'chain',
  severity: 'error',
  appliesTo: '`trtllm-build` of models with multi-head latent attention, such as DeepSeek-V2 and -V3',
  summary: 'Latent attention is built without what its kernels are written for.',
  why: 'Multi-head latent attention has kernels for packed input, fused attention of prompts and a paged KV cache alone. With one of them off the build fails.',
  remedy: 'Leave the three at their defaults.',
  sources: ['NVIDIA/TensorRT-LLM cpp/tensorrt_llm/plugins/gptAttentionCommon/gptAttentionCommon.cpp, MLA'],
  examplePath: 'build.sh',
  examples: {
    bad: [
      chain('--context_fmha «disable»'),
      chain('--remove_input_padding «disable»'),
      chain('--kv_cache_type «continuous»'),
    ],
    good: [
      chain('--context_fmha enable --remove_input_padding enable --kv_cache_type paged'),
      chain('--context_fmha disable', 'meta-llama/Llama-3.1-8B'),
    ],
  },
  scope: 'commands',
  check(context) {
    for (const chain of engineChains(context.project, context.options)) {
      const model = chain.parts.model?.architecture?.value;
      if (!model?.mla) continue;
      for (const { option, what } of missing(chain)) {
        const asked = chain.build.settings.find(option);
        if (asked)
          reportAt(
            context,
            { value: 0, origin: asked.origin },
            `${model.name} has latent attention, which needs ${what}.`,
          );
      }
    }
  },
};

function missing({ build }: EngineChain): { option: string; what: string }[] {
  return [
    ...(switchOf(build, 'context-fmha') === false
      ? [{ option: 'context-fmha', what: 'fused attention of prompts' }]
      : []),
    ...(switchOf(build, 'remove-input-padding') === false
      ? [{ option: 'remove-input-padding', what: 'packed input' }]
      : []),
    ...(isUnpaged(build)
      ? [
          {
            option: build.settings.find('kv-cache-type') ? 'kv-cache-type' : 'paged-kv-cache',
            what: 'a paged KV cache',
          },
        ]
      : []),
  ];
}
