import { precisionOn } from '../../../catalog/precision.ts';
import { capabilityOf } from '../../reading/capability.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { placeOf, reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

export const weightOnlyFallback: Rule = {
  code: 'BWP002',
  name: 'precision-weight-only',
  area: 'precision',
  severity: 'info',
  appliesTo: 'vLLM with FP8 or NVFP4 weights where the GPU is known and has no arithmetic for the format',
  summary: 'The weights are stored in the format, and the arithmetic is done in 16 bits.',
  why: 'vLLM unpacks the weights with its Marlin kernels on GPUs without FP8 or FP4 units. That saves memory, but prefill is no faster than with 16-bit weights, so that figures of newer GPUs do not carry over.',
  remedy:
    'Nothing, where memory is what counts. For throughput take INT8 (`w8a8`) on Ampere and Turing, or a GPU with the units.',
  sources: [
    'vllm-project/vllm docs/features/quantization/fp8.md and supported_hardware.md',
    'vllm-project/vllm#6979, #5975',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: gpu=A100-SXM4-80GB vllm=0.11.0\nvllm serve meta-llama/Llama-3.1-8B-Instruct --quantization «fp8»\n',
    ],
    good: [
      '# batchwise: gpu=H100-SXM5-80GB vllm=0.11.0\nvllm serve meta-llama/Llama-3.1-8B-Instruct --quantization fp8\n',
    ],
  },
  check(context) {
    for (const { deployment, version } of engineRuns(context.project, context.options, 'vllm')) {
      const weights = deployment?.precision.weights;
      const gpu = capabilityOf(deployment);
      if (!weights || !gpu || !placeOf(weights)) continue;
      const units = weights.value === 'fp8' ? 89 : weights.value === 'nvfp4' ? 100 : undefined;
      if (units === undefined || gpu.sm >= units) continue;
      if (precisionOn('vllm', weights.value as 'fp8' | 'nvfp4', gpu.sm, version).supported !== true) continue;
      reportAt(
        context,
        weights,
        `${gpu.name} has no ${weights.value.toUpperCase()} arithmetic: vLLM stores the weights so and computes in 16 bits.`,
      );
    }
  },
};
