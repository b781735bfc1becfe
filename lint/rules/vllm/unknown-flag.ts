import { type FlagUse, type ToolCall, vllmServe } from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';
import { type FlagAdvice, reportUnknownFlags } from '../command-line/unknown-flags.ts';
import { renamedOption } from './renamed-options.ts';

/** Names of other engines' options (facts: trtllm/serve_flags.json, engines/tgi_flags.json, engines/sglang_flags.json). */
const advice: Readonly<Record<string, string>> = {
  '--max-batch-size': 'The largest batch is `--max-num-seqs`',
  '--max-num-tokens': 'The token budget of a step is `--max-num-batched-tokens`',
  '--max-seq-len': 'The longest sequence is `--max-model-len`',
  '--max-total-tokens': 'The longest sequence is `--max-model-len`',
  '--tp-size': 'Write `--tensor-parallel-size`',
  '--pp-size': 'Write `--pipeline-parallel-size`',
  '--mem-fraction-static': 'The share of GPU memory is `--gpu-memory-utilization`',
};

export const unknownVllmFlag: Rule = {
  code: 'BWV001',
  name: 'vllm-flag-unknown',
  area: 'vllm',
  severity: 'error',
  appliesTo:
    '`vllm serve`, `python -m vllm.entrypoints.openai.api_server` and NIM’s `NIM_PASSTHROUGH_ARGS`, vLLM 0.2 to 0.28',
  summary: 'vLLM does not have the option, in the release in use or in any.',
  why: 'The server stops with “unrecognized arguments”. Options come and go from release to release.',
  remedy: 'Write the option as the release has it.',
  sources: [
    'vllm-project/vllm vllm/engine/arg_utils.py and vllm/entrypoints/openai/cli_args.py, a commit a release from 0.2.0 to 0.28.0',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'vllm serve meta-llama/Llama-3.1-8B-Instruct «--max-batch-size» 64\n',
      '# batchwise: vllm=0.8.0\nvllm serve meta-llama/Llama-3.1-8B-Instruct «--gpu-memory-utilisation» 0.9\n',
      '# batchwise: vllm=0.12.0\nvllm serve m «--num-scheduler-steps» 8 --max-model-len 4096\n',
      {
        'compose.yaml':
          'services:\n  llm:\n    image: nvcr.io/nim/meta/llama-3.1-8b-instruct:2.0.1\n    environment:\n      NIM_PASSTHROUGH_ARGS: "--max-num-seqs 8 «--max-batch-size» 8"\n',
      },
    ],
    good: ['vllm serve meta-llama/Llama-3.1-8B-Instruct --max-num-seqs 64 --max_model_len 8192\n'],
  },
  scope: 'commands',
  check: (context) => reportUnknownFlags(context, [vllmServe], adviceFor),
};

function adviceFor(_call: ToolCall, { written }: FlagUse): FlagAdvice | undefined {
  const dashed = written.replaceAll('_', '-');
  return Object.hasOwn(advice, dashed) ? { advice: advice[dashed]! } : renamedOption(written);
}
