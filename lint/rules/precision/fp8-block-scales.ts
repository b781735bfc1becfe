import { compareVersions, isWithin } from '../../../catalog/version.ts';
import { capabilityOf } from '../../reading/capability.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

export const fp8BlockScales: Rule = {
  code: 'BWP005',
  name: 'fp8-block-scales',
  area: 'precision',
  severity: 'error',
  appliesTo:
    'TensorRT-LLM before 0.21 and vLLM 0.7 and 0.8 with checkpoints of FP8 in blocks, such as DeepSeek-V3 and Qwen3-…-FP8, where the GPU is known',
  summary:
    'The checkpoint keeps FP8 weights with a scale a block, for which the release has no kernels on the GPU.',
  why: 'vLLM runs plain FP8 on Ampere through Marlin, yet read blocks with a kernel of Triton that compiles from Ada on: “type fp8e4nv not supported in this architecture”. In TensorRT-LLM plain FP8 runs on Ada, yet blocks of 128 × 128 came there only with 0.21: the server stops at its first step.',
  remedy: 'Take a newer release, a GPU of the Hopper generation, or a checkpoint with one scale a tensor.',
  sources: ['NVIDIA/TensorRT-LLM#4599', 'vllm-project/vllm#17581'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: gpu=L40S trtllm=0.20.0\ntrtllm-serve «Qwen/Qwen3-8B-FP8» --backend pytorch\n',
      '# batchwise: gpu=RTX-3090 vllm=0.8.5\nvllm serve «Qwen/Qwen3-8B-FP8» --max-model-len 8192\n',
    ],
    good: ['# batchwise: gpu=L40S trtllm=0.21.0\ntrtllm-serve Qwen/Qwen3-8B-FP8 --backend pytorch\n'],
  },
  check(context) {
    for (const { deployment, version } of engineRuns(context.project, context.options, 'vllm')) {
      const gpu = capabilityOf(deployment);
      const name = deployment?.model.name;
      if (!gpu || !name || version === undefined || !isWithin(version, '0.7.0', '0.9.0')) continue;
      if (gpu.sm >= 80 && gpu.sm < 89 && blocks.test(name.value))
        reportAt(
          context,
          name,
          `This checkpoint has FP8 in blocks, whose kernels in vLLM ${version} do not compile on ${gpu.name}.`,
        );
    }
    for (const { deployment, version } of engineRuns(context.project, context.options, 'tensorrt-llm')) {
      const gpu = capabilityOf(deployment);
      const name = deployment?.model.name;
      if (!gpu || !name || version === undefined || compareVersions(version, '0.21.0') >= 0) continue;
      if (gpu.sm !== 89 || !blocks.test(name.value)) continue;
      reportAt(
        context,
        name,
        `This checkpoint has FP8 in blocks, which TensorRT-LLM ${version} does not run on ${gpu.name}.`,
      );
    }
  },
};

const blocks = /(^|\/)(DeepSeek-(V3|R1)(-\d{4})?|Qwen3-[\w.-]+-FP8)$/i;
