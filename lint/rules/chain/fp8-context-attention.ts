import { engineChains, switchOf } from '../../reading/engine-chains.ts';
import { placeOf } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';
import { turnsOff } from './build-problems.ts';

const chain = (format: string, build: string): string =>
  `python3 quantize.py --model_dir m --qformat ${format} --output_dir ckpt\ntrtllm-build --checkpoint_dir ckpt --output_dir engine ${build}\n`;

export const fp8ContextAttention: Rule = {
  code: 'BWC002',
  name: 'fp8-attention-without-fp8',
  area: 'chain',
  severity: 'error',
  appliesTo: '`trtllm-build` from 0.9 whose checkpoint command is among the files',
  summary: 'FP8 attention of prompts is built from a checkpoint that was not quantised to FP8.',
  why: 'The attention takes its output scale out of the FP8 checkpoint. Without one the build fails, or from 0.17 on turns the option off with a warning; where only the KV cache has no FP8 scales, answers came out wrong.',
  remedy:
    'Quantise with `quantize.py --qformat fp8 --kv_cache_dtype fp8`, or leave `--use_fp8_context_fmha` out. Note that `--use_fp8` is read as this option.',
  sources: [
    'NVIDIA/TensorRT-LLM tensorrt_llm/commands/build.py and docs/source/performance: FP8 context FMHA',
    'NVIDIA/TensorRT-LLM#2447',
  ],
  examplePath: 'build.sh',
  examples: {
    bad: [
      chain('int4_awq', '--use_fp8_context_fmha «enable»'),
      chain('fp8 --kv_cache_dtype fp8', '--use_fp8_context_fmha «enable» --context_fmha disable'),
      chain('fp8 --dtype float16', '--use_fp8_context_fmha «enable»'),
    ],
    good: [chain('fp8 --kv_cache_dtype fp8', '--use_fp8_context_fmha enable')],
  },
  check({ project, options, report }) {
    for (const chain of engineChains(project, options)) {
      const { build, checkpoint, parts } = chain;
      const weaker = turnsOff(chain) ? ({ severity: 'warning' } as const) : {};
      const asked = build.settings.find('use-fp8-context-fmha');
      const place = asked && placeOf({ value: 0, origin: asked.origin });
      if (!place || switchOf(build, 'use-fp8-context-fmha') !== true) continue;
      const { weights, kvCache } = parts.precision ?? {};
      if (switchOf(build, 'context-fmha') === false)
        report(place.path, place.range, 'FP8 attention of prompts needs `--context_fmha enable`.', weaker);
      else if (!checkpoint || checkpoint.open || !weights) continue;
      else if (weights.value !== 'fp8' && weights.value !== 'nvfp4' && weights.value !== 'w4a8-awq')
        report(
          place.path,
          place.range,
          `FP8 attention of prompts needs an FP8 checkpoint; this one is ${weights.value}.`,
          weaker,
        );
      else if (kvCache && kvCache.value !== 'fp8')
        report(
          place.path,
          place.range,
          `FP8 attention of prompts takes the scales of an FP8 KV cache, and the checkpoint has a ${kvCache.value} one.`,
          { severity: 'warning' },
        );
    }
  },
};
