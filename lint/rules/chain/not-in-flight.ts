import { text, traced } from '../../../deployment/settings/leaves.ts';
import { engineChains, switchOf } from '../../reading/engine-chains.ts';
import { placeOf } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const build = (options: string): string =>
  `trtllm-build --checkpoint_dir ckpt --output_dir engine ${options}\n`;

export const notInFlight: Rule = {
  code: 'BWC004',
  name: 'engine-not-in-flight',
  area: 'chain',
  severity: 'warning',
  appliesTo: '`trtllm-build` of decoder-only models',
  summary: 'The engine is built so that requests cannot join a running batch.',
  why: 'In-flight batching packs prompts and answers of several requests into one step: it needs the attention plugin, packed input and a paged KV cache. Without them the server falls back to static batches, or fails; an engine without KV cache can write a single token.',
  remedy:
    'Leave the three at their defaults, or write `--kv_cache_type paged --remove_input_padding enable --gpt_attention_plugin auto`.',
  sources: [
    'NVIDIA/TensorRT-LLM docs/source/advanced/gpt-attention.md, in-flight batching',
    'triton-inference-server/tensorrtllm_backend#645, #511; NVIDIA/TensorRT-LLM#1203',
  ],
  examplePath: 'build.sh',
  examples: {
    bad: [
      build('--kv_cache_type «disabled»'),
      build('--remove_input_padding «disable»'),
      build('--gpt_attention_plugin «disable»'),
    ],
    good: [build('--kv_cache_type paged --remove_input_padding enable')],
  },
  check({ project, options, report }) {
    for (const { build } of engineChains(project, options)) {
      const tell = (option: string, message: string): void => {
        const asked = build.settings.find(option);
        const place = asked && placeOf({ value: 0, origin: asked.origin });
        if (place) report(place.path, place.range, message);
      };
      const kind = traced(build.settings, text, 'kv-cache-type')?.value.toLowerCase();
      if (kind === 'disabled')
        tell(
          'kv-cache-type',
          'Without a KV cache the engine writes one token, and requests are not batched in flight.',
        );
      if (kind === 'continuous') tell('kv-cache-type', 'In-flight batching needs a paged KV cache.');
      if (switchOf(build, 'paged-kv-cache') === false)
        tell('paged-kv-cache', 'In-flight batching needs a paged KV cache.');
      if (switchOf(build, 'remove-input-padding') === false)
        tell('remove-input-padding', 'In-flight batching needs packed input.');
      if (switchOf(build, 'gpt-attention-plugin') === false)
        tell('gpt-attention-plugin', 'In-flight batching needs the attention plugin.');
    }
  },
};
