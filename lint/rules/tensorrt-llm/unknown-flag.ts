import { trtllmTools } from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';
import { reportUnknownFlags } from '../command-line/unknown-flags.ts';
import { flagAdvice } from './flag-advice.ts';

export const unknownFlag: Rule = {
  code: 'BWL001',
  name: 'trtllm-flag-unknown',
  area: 'tensorrt-llm',
  severity: 'error',
  appliesTo:
    'calls of `trtllm-build`, `convert_checkpoint.py` of Llama, `quantize.py`, `trtllm-serve` and its `disaggregated`, `trtllm-bench` and the old `build.py` of Llama, TensorRT-LLM 0.5 to 1.3',
  summary: 'The tool does not have the option, in the release in use or in any.',
  why: 'The tool stops with “unrecognized arguments”. Options moved between tools at 0.8 and have come and gone since, so that many guides show commands that no release takes.',
  remedy: 'Write the option as the release has it, or give it to the tool that it belongs to.',
  sources: [
    'NVIDIA/TensorRT-LLM tensorrt_llm/commands/build.py and plugin/plugin.py, tags v0.7.1 to v1.2',
    'NVIDIA/TensorRT-LLM examples/llama/convert_checkpoint.py and examples/quantization/quantize.py, tags v0.8 to v0.15',
    'NVIDIA/TensorRT-LLM tensorrt_llm/bench/benchmark/throughput.py and low_latency.py; examples/llama/build.py, tags v0.5.0 to v0.7.1',
    'NVIDIA/TensorRT-LLM#1203, #1840, #2049',
  ],
  examplePath: 'build.sh',
  examples: {
    bad: [
      'trtllm-build --checkpoint_dir ckpt «--use_inflight_batching» --output_dir engine\n',
      '# batchwise: trtllm=0.17.0\ntrtllm-build --checkpoint_dir ckpt «--max_output_len» 1024 --output_dir engine\n',
      'trtllm-build --checkpoint_dir ckpt «--use_awq» --output_dir engine\n',
      '# batchwise: trtllm=0.20.0\ntrtllm-bench --model m throughput --dataset d.jsonl «--tp_size» 2\n',
      '# batchwise: trtllm=0.20.0\ntrtllm-bench --model m build --dataset d.jsonl «--tp» 2\n',
      'python3 examples/llama/build.py --model_dir m «--kv_cache_type» paged\n',
      'trtllm-serve disaggregated -c disagg.yaml «--tp_size» 2\n',
    ],
    good: [
      'trtllm-serve disaggregated -c disagg.yaml -t 600 --request_timeout 600\n',
      'trtllm-build --checkpoint_dir ckpt --max_seq_len 4096 --output_dir engine\n',
      '# batchwise: trtllm=0.10.0\ntrtllm-build --checkpoint_dir ckpt --max_output_len 1024\n',
      '# batchwise: trtllm=0.20.0\ntrtllm-bench --model m throughput --dataset d.jsonl --tp 2\n',
      '# batchwise: trtllm=0.20.0\ntrtllm-bench --model m build --dataset d.jsonl --tp_size 2 -pp 2 --quantization FP8\n',
    ],
  },
  scope: 'commands',
  check: (context) => reportUnknownFlags(context, trtllmTools, flagAdvice),
};
