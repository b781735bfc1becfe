import { sglangMinimum } from '../../../catalog/sglang-quantization.ts';
import { text, traced } from '../../../deployment/settings/leaves.ts';
import { capabilityOf } from '../../reading/capability.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { placeOf, reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

export const sglangFp8: Rule = {
  code: 'BWP003',
  name: 'sglang-fp8-before-ada',
  area: 'precision',
  severity: 'warning',
  appliesTo: 'SGLang with FP8 weights where the GPU is known and older than Ada',
  summary: 'SGLang is given FP8 weights on a GPU whose Triton kernels know no FP8.',
  why: 'Where vLLM falls back to weight-only kernels, SGLang’s Triton kernels for FP8, those for blocks above all, fail while they are compiled: “type fp8e4nv not supported in this architecture”.',
  remedy: 'Take INT8 (`w8a8_int8`), AWQ or GPTQ weights, or a GPU from Ada on.',
  sources: ['sgl-project/sglang#7715, #12887'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: gpu=A100-SXM4-80GB\npython -m sglang.launch_server --model-path «Qwen/Qwen3-8B-FP8»\n',
    ],
    good: ['# batchwise: gpu=L40S\npython -m sglang.launch_server --model-path Qwen/Qwen3-8B-FP8\n'],
  },
  check(context) {
    for (const { deployment, settings, version } of engineRuns(context.project, context.options, 'sglang')) {
      const weights = deployment?.precision.weights;
      const gpu = capabilityOf(deployment);
      const method = traced(settings, text, 'quantization')?.value ?? 'fp8';
      // What the method itself refuses is an error of another rule.
      if (gpu && gpu.sm < (sglangMinimum(method, version) ?? 0)) continue;
      if (gpu && gpu.sm < 89 && weights?.value === 'fp8' && placeOf(weights))
        reportAt(
          context,
          weights,
          `${gpu.name} has no FP8, and SGLang's kernels for it may not compile there.`,
        );
    }
  },
};
