import { trtllmTools } from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';
import { reportNeedlessValues } from '../command-line/flag-values.ts';

export const switchTakesNoValue: Rule = {
  code: 'BWL004',
  name: 'trtllm-switch-takes-no-value',
  area: 'tensorrt-llm',
  severity: 'error',
  appliesTo:
    'calls of `trtllm-build`, `convert_checkpoint.py` of Llama, `quantize.py`, `trtllm-serve`, `trtllm-bench` and the old `build.py` of Llama',
  summary: 'A switch that is on by being there is given a value.',
  why: 'The tool takes the value for an argument of its own and stops with “unrecognized arguments”.',
  remedy: 'Leave the value out; to turn the switch off, leave the switch out.',
  sources: ['NVIDIA/TensorRT-LLM tensorrt_llm/commands/build.py parse_arguments'],
  examplePath: 'build.sh',
  examples: {
    bad: [
      '# batchwise: trtllm=0.17.0\ntrtllm-build --checkpoint_dir ckpt --gather_context_logits «enable»\n',
    ],
    good: ['# batchwise: trtllm=0.17.0\ntrtllm-build --checkpoint_dir ckpt --gather_context_logits\n'],
  },
  scope: 'commands',
  check: (context) => reportNeedlessValues(context, trtllmTools),
};
