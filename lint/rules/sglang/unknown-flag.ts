import { sglangServe } from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';
import { type FlagAdvice, reportUnknownFlags } from '../command-line/unknown-flags.ts';

const write = (replacement: string): FlagAdvice => ({ advice: `Write \`${replacement}\``, replacement });
const rename = (name: string): FlagAdvice => ({ advice: `Write \`${name}\`` });
const gone = (why: string): FlagAdvice => ({ advice: `Drop it: ${why}`, replacement: '' });

/** Options of other engines, and those of older releases (facts: engines/sglang_flags.json, engines/vllm_flags.json). */
const advice: Readonly<Record<string, FlagAdvice>> = {
  '--max-model-len': rename('--context-length'),
  '--max-seq-len': rename('--context-length'),
  '--gpu-memory-utilization': {
    advice: 'The share of GPU memory for weights and KV cache together is `--mem-fraction-static`',
  },
  '--max-num-seqs': rename('--max-running-requests'),
  '--max-batch-size': rename('--max-running-requests'),
  '--max-num-batched-tokens': {
    advice:
      'The tokens of a prefill step are `--chunked-prefill-size`, or `--max-prefill-tokens` without chunks',
  },
  '--enable-prefix-caching': gone('the radix cache is on unless `--disable-radix-cache` says otherwise'),
  '--enable-chunked-prefill': gone('prefill is chunked unless `--chunked-prefill-size -1` says otherwise'),
  '--enforce-eager': write('--disable-cuda-graph'),
  '--enable-expert-parallel': { advice: 'Write `--ep-size` with the number of ranks' },
  '--enable-ep-moe': { advice: 'Write `--ep-size` with the number of ranks' },
  '--enable-deepep-moe': write('--moe-a2a-backend deepep'),
  '--enable-flashinfer-mla': write('--attention-backend flashinfer'),
  '--enable-flashmla': write('--attention-backend flashmla'),
  '--disable-flashinfer': write('--attention-backend triton'),
  '--disable-flashinfer-sampling': write('--sampling-backend pytorch'),
  '--enable-overlap-schedule': gone('overlap is on unless `--disable-overlap-schedule` says otherwise'),
  '--enable-flashinfer-cutlass-moe': write('--moe-runner-backend flashinfer_cutlass'),
  '--enable-flashinfer-trtllm-moe': write('--moe-runner-backend flashinfer_trtllm'),
  '--enable-triton-kernel-moe': write('--moe-runner-backend triton_kernel'),
  '--enable-auto-tool-choice': gone('`--tool-call-parser` alone is enough'),
  '--tensor-parallel': rename('--tp-size'),
  '--speculative-config': {
    advice: 'Write `--speculative-algorithm`, `--speculative-draft-model-path` and their relatives',
  },
};

export const unknownSglangFlag: Rule = {
  code: 'BWG001',
  name: 'sglang-flag-unknown',
  area: 'sglang',
  severity: 'error',
  appliesTo: '`python -m sglang.launch_server` and `sglang serve`, SGLang 0.2 to 0.5.18',
  summary: 'SGLang does not have the option, in the release in use or in any.',
  why: 'The server stops with “unrecognized arguments”. Names differ from those of vLLM, and options come and go from release to release; underscores are not dashes here.',
  remedy: 'Write the option as the release has it.',
  sources: ['sgl-project/sglang python/sglang/srt/server_args.py at release tags, 0.2.0 to 0.5.18'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'python -m sglang.launch_server --model-path m «--max-model-len» 8192\n',
      '# batchwise: sglang=0.5.2\npython -m sglang.launch_server --model-path m «--mem-fraction-statics» 0.8\n',
      '# batchwise: sglang=0.5.8\npython -m sglang.launch_server --model-path m «--enable-deepep-moe»\n',
    ],
    good: [
      'python3 -m sglang.launch_server --model m --tp 4 --dp 2 --context-length 8192 --mem-fraction-static 0.85\n',
      'python3 -m sglang.launch_server --model-path m $EXTRA\n',
    ],
  },
  scope: 'commands',
  check: (context) =>
    reportUnknownFlags(context, [sglangServe], (_call, { written }) => {
      const dashed = written.replaceAll('_', '-');
      return Object.hasOwn(advice, dashed) ? advice[dashed] : undefined;
    }),
};
