import { trtllmTools } from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';
import { reportMissingValues } from '../command-line/flag-values.ts';
import { flagAdvice } from './flag-advice.ts';

export const flagNeedsValue: Rule = {
  code: 'BWL003',
  name: 'trtllm-flag-needs-value',
  area: 'tensorrt-llm',
  severity: 'error',
  appliesTo:
    'calls of `trtllm-build`, `convert_checkpoint.py` of Llama, `quantize.py`, `trtllm-serve`, `trtllm-bench` and the old `build.py` of Llama',
  summary: 'An option is given without the value that it needs.',
  why: 'Since 0.8 the switches of `trtllm-build` take `enable` or `disable`, and plugins a data type; bare, the tool stops with “expected one argument”. Only 0.7.1 and the old `build.py` took them bare.',
  remedy: 'Write `enable` or `disable` after the switch, or leave it out where the default does.',
  sources: ['NVIDIA/TensorRT-LLM tensorrt_llm/plugin/plugin.py add_plugin_argument, tags v0.8 to v1.2'],
  examplePath: 'build.sh',
  examples: {
    bad: [
      '# batchwise: trtllm=0.17.0\ntrtllm-build --checkpoint_dir ckpt «--remove_input_padding» --output_dir engine\n',
    ],
    good: [
      '# batchwise: trtllm=0.17.0\ntrtllm-build --checkpoint_dir ckpt --remove_input_padding enable --gather_context_logits\n',
    ],
  },
  scope: 'commands',
  check: (context) => reportMissingValues(context, trtllmTools, flagAdvice),
};
