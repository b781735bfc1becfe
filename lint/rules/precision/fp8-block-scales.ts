import { compareVersions } from '../../../catalog/version.ts';
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
    'TensorRT-LLM before 0.21 with checkpoints of FP8 in blocks, such as DeepSeek-V3 and Qwen3-…-FP8, where the GPU is known',
  summary:
    'The checkpoint keeps FP8 weights with a scale a block, for which the release has kernels on Hopper alone.',
  why: 'Plain FP8 runs on Ada, yet blocks of 128 × 128 came there only with 0.21: the server stops at its first step.',
  remedy: 'Take 0.21 or newer, a GPU of the Hopper generation, or a checkpoint with one scale a tensor.',
  sources: ['NVIDIA/TensorRT-LLM#4599'],
  examplePath: 'serve.sh',
  examples: {
    bad: ['# batchwise: gpu=L40S trtllm=0.20.0\ntrtllm-serve «Qwen/Qwen3-8B-FP8» --backend pytorch\n'],
    good: ['# batchwise: gpu=L40S trtllm=0.21.0\ntrtllm-serve Qwen/Qwen3-8B-FP8 --backend pytorch\n'],
  },
  check(context) {
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
