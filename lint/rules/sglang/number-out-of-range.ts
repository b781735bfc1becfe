import { type NumberRange, reportRanges } from '../../reading/option-constraints.ts';
import type { Rule } from '../../rule.ts';

/** Checks of server_args.py at 0.5.9 (facts: engines/sglang_flags.json, constraints). */
const ranges: readonly NumberRange[] = [
  { names: ['mem-fraction-static'], above: 0, below: 1 },
  { names: ['swa-full-tokens-ratio'], above: 0, most: 1 },
  { names: ['schedule-conservativeness'], least: 0 },
  { names: ['base-gpu-id'], least: 0 },
  { names: ['gpu-id-step'], least: 1 },
  { names: ['tokenizer-worker-num'], least: 1 },
  { names: ['moe-dense-tp-size'], only: [1] },
  { names: ['max-loras-per-batch'], least: 1 },
  { names: ['max-lora-chunk-size'], only: [16, 32, 64, 128] },
  { names: ['tp-size'], least: 1 },
  { names: ['dp-size'], least: 1 },
];

export const sglangNumberOutOfRange: Rule = {
  code: 'BWG003',
  name: 'sglang-number-out-of-range',
  area: 'sglang',
  severity: 'error',
  appliesTo: '`python -m sglang.launch_server`, `sglang serve` and `sglang.Engine`',
  summary: 'A number is outside of what the option takes.',
  why: 'SGLang asserts its arguments before it loads the model. `--mem-fraction-static` is a fraction of the GPU, 0.85 and not 85.',
  remedy: 'Give a number that the message allows.',
  sources: ['sgl-project/sglang python/sglang/srt/server_args.py at 0.5.9, all asserts'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'python -m sglang.launch_server --model-path m --mem-fraction-static «85»\n',
      'python -m sglang.launch_server --model-path m --gpu-id-step «0»\n',
      { 'run.py': 'import sglang\nllm = sglang.Engine(model_path="m", mem_fraction_static=«85»)\n' },
    ],
    good: ['python -m sglang.launch_server --model-path m --mem-fraction-static 0.85\n'],
  },
  check: (context) => reportRanges(context, 'sglang', ranges),
};
