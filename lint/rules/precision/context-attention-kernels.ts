import { precisionOn } from '../../../catalog/precision.ts';
import { compareVersions } from '../../../catalog/version.ts';
import { engineChains, switchOf } from '../../reading/engine-chains.ts';
import { short } from '../../reading/flag-history.ts';
import { placeOf } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const build = (gpu: string, version: string, option: string): string =>
  `# batchwise: gpu=${gpu} trtllm=${version}\ntrtllm-build --checkpoint_dir ckpt --output_dir engine ${option}\n`;

export const contextAttentionKernels: Rule = {
  code: 'BWP004',
  name: 'context-attention-kernels',
  area: 'precision',
  severity: 'error',
  appliesTo: '`trtllm-build` where the GPU is known',
  summary: 'The release has no kernels for this attention of prompts on the GPU.',
  why: 'FP8 attention came for Hopper in 0.9, for Ada in 0.12 and for Blackwell from 0.17 on; Volta never had paged context attention. The build fails, or the engine at its first request.',
  remedy: 'Leave the option out, or take a release that has the kernels.',
  sources: [
    'NVIDIA/TensorRT-LLM#1864, #1914, #2855, #1671',
    'NVIDIA/TensorRT-LLM tensorrt_llm/commands/build.py and builder.py by tag',
  ],
  examplePath: 'build.sh',
  examples: {
    bad: [
      build('L40S', '0.11.0', '--use_fp8_context_fmha «enable»'),
      build('A100-SXM4-80GB', '0.15.0', '--use_fp8_context_fmha «enable»'),
    ],
    good: [
      build('L40S', '0.12.0', '--use_fp8_context_fmha enable'),
      build('H100-SXM5-80GB', '0.11.0', '--use_fp8_context_fmha enable'),
    ],
  },
  check({ project, options, report }) {
    for (const { build, gpu, version } of engineChains(project, options)) {
      if (!gpu) continue;
      const at = (name: string) => {
        const setting = switchOf(build, name) === true ? build.settings.find(name) : undefined;
        return setting && placeOf({ value: 0, origin: setting.origin });
      };
      const fp8 = at('use-fp8-context-fmha');
      const answer = precisionOn('tensorrt-llm', 'fp8-context-fmha', gpu.sm, version);
      if (fp8 && answer.supported === false)
        report(
          fp8.path,
          fp8.range,
          `FP8 attention of prompts does not run on ${gpu.name}${version === undefined ? '' : ` in TensorRT-LLM ${short(version)}`}: ${answer.because}.`,
        );
      const paged = at('use-paged-context-fmha');
      if (paged && gpu.sm < 75 && (version === undefined || compareVersions(version, '0.16.0') < 0))
        report(paged.path, paged.range, `There are no kernels of paged context attention for ${gpu.name}.`);
    }
  },
};
