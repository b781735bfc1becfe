import { text, traced } from '../../../deployment/settings/leaves.ts';
import { engineChains, switchOf } from '../../reading/engine-chains.ts';
import { placeOf, reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const chain = (format: string, build: string, gpu = 'H100-SXM5-80GB'): string =>
  `# batchwise: gpu=${gpu} trtllm=0.17.0\npython3 quantize.py --model_dir m ${format} --output_dir ckpt\ntrtllm-build --checkpoint_dir ckpt --output_dir engine ${build}\n`;

export const pluginFormat: Rule = {
  code: 'BWC008',
  name: 'plugin-without-format',
  area: 'chain',
  severity: 'error',
  appliesTo: '`trtllm-build` whose checkpoint command, and for some plugins the GPU, is known',
  summary:
    'A plugin is built for a number format that the checkpoint does not have, or for a GPU without its kernels.',
  why: 'The FP8 plugins take weights and scales of an FP8 checkpoint. `gemm_swiglu_plugin fp8` has kernels for Hopper alone; on data-centre Blackwell several FP8 plugins are not implemented.',
  remedy: 'Leave the plugin out, or quantise the checkpoint to FP8.',
  sources: ['NVIDIA/TensorRT-LLM tensorrt_llm/plugin/plugin.py and commands/build.py, v0.12 to v1.2'],
  examplePath: 'build.sh',
  examples: {
    bad: [
      chain('--qformat int4_awq', '--gemm_plugin «fp8»'),
      chain('--qformat fp8', '--gemm_swiglu_plugin «fp8»', 'L40S'),
      chain('--qformat fp8', '--low_latency_gemm_plugin «fp8»', 'B200'),
      chain('--qformat fp8', '--bert_context_fmha_fp32_acc «enable»', 'B200'),
    ],
    good: [chain('--qformat fp8', '--gemm_plugin fp8 --gemm_swiglu_plugin fp8')],
  },
  check(context) {
    for (const { build, checkpoint, parts, gpu } of engineChains(context.project, context.options)) {
      const weights = parts.precision?.weights?.value;
      for (const name of [
        'gemm-plugin',
        'gemm-swiglu-plugin',
        'low-latency-gemm-plugin',
        'low-latency-gemm-swiglu-plugin',
        'fp8-rowwise-gemm-plugin',
      ]) {
        const asked = traced(build.settings, text, name);
        if (!asked || /^disable$/i.test(asked.value)) continue;
        const written = `--${name.replaceAll('-', '_')}`;
        const isFp8 = asked.value.toLowerCase() === 'fp8' || name.startsWith('fp8');
        const formats = ['fp8', 'nvfp4', 'w4a8-awq'];
        if (isFp8 && checkpoint && !checkpoint.open && weights && !formats.includes(weights))
          reportAt(context, asked, `\`${written}\` needs an FP8 checkpoint; this one is ${weights}.`);
        else if (gpu && name === 'gemm-swiglu-plugin' && isFp8 && gpu.sm !== 90)
          reportAt(context, asked, `\`${written} fp8\` has kernels for Hopper alone, not for ${gpu.name}.`);
        else if (gpu?.sm === 100 && name !== 'gemm-plugin')
          reportAt(context, asked, `\`${written}\` is not implemented on ${gpu.name}.`);
      }
      const exact = build.settings.find('bert-context-fmha-fp32-acc');
      if (gpu?.sm === 100 && exact && switchOf(build, 'bert-context-fmha-fp32-acc') === true)
        reportAt(
          context,
          { value: 0, origin: exact.origin },
          `\`--bert_context_fmha_fp32_acc\` is not implemented on ${gpu.name}.`,
        );
      const fusion = build.settings.find('reduce-fusion');
      const place = fusion && placeOf({ value: 0, origin: fusion.origin });
      if (place && switchOf(build, 'reduce-fusion') === true && checkpoint && !checkpoint.open)
        if ((parts.parallelism?.tensor?.value ?? 1) === 1)
          context.report(place.path, place.range, 'There is nothing to reduce without tensor parallelism.', {
            severity: 'info',
          });
    }
  },
};
