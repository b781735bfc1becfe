import { trtllmTools } from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';
import { reportInvalidValues } from '../command-line/flag-values.ts';

export const invalidFlagValue: Rule = {
  code: 'BWL005',
  name: 'trtllm-flag-value-invalid',
  area: 'tensorrt-llm',
  severity: 'error',
  appliesTo:
    'calls of `trtllm-build`, `convert_checkpoint.py` of Llama, `quantize.py`, `trtllm-serve`, `trtllm-bench` and the old `build.py` of Llama',
  summary: 'The option does not take the value, in the release in use or in any.',
  why: 'The tool stops with “invalid choice” or “invalid int value” before it reads the model.',
  remedy: 'Use one of the values that the message lists.',
  sources: ['NVIDIA/TensorRT-LLM tensorrt_llm/plugin/plugin.py and commands/build.py, tags v0.7.1 to v1.2'],
  examplePath: 'build.sh',
  examples: {
    bad: [
      '# batchwise: trtllm=0.17.0\ntrtllm-build --checkpoint_dir ckpt --gemm_plugin «bf16»\n',
      'trtllm-build --checkpoint_dir ckpt --max_batch_size «64k»\n',
    ],
    good: [
      '# batchwise: trtllm=0.17.0\ntrtllm-build --checkpoint_dir ckpt --gemm_plugin bfloat16 --kv_cache_type PAGED --max_batch_size 64\n',
    ],
  },
  scope: 'commands',
  check: (context) => reportInvalidValues(context, trtllmTools),
};
