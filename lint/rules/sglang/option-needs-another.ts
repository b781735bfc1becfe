import { type Need, reportNeeds } from '../../reading/option-constraints.ts';
import type { Rule } from '../../rule.ts';

const tree = ['speculative-num-steps', 'speculative-eagle-topk', 'speculative-num-draft-tokens'];

/** Checks of server_args.py at 0.5.9 (facts: engines/sglang_flags.json, constraints). */
const needs: readonly Need[] = [
  { option: ['enable-dp-lm-head'], needs: ['enable-dp-attention'] },
  { option: ['export-metrics-to-file'], needs: ['export-metrics-to-file-dir'] },
  { option: ['enable-eplb'], needs: ['expert-parallel-size', 'ep-size', 'ep'], write: '`--ep-size` above 1' },
  { option: ['enable-two-batch-overlap'], needs: ['moe-a2a-backend', 'enable-deepep-moe'] },
  { option: ['multi-item-scoring-delimiter'], needs: ['disable-radix-cache'] },
  {
    option: ['multi-item-scoring-delimiter'],
    needs: ['chunked-prefill-size'],
    write: '`--chunked-prefill-size -1`',
  },
  { option: ['enable-lora'], needs: ['lora-paths', 'max-lora-rank'], from: '0.5.2' },
  { option: ['enable-lora'], needs: ['lora-paths', 'lora-target-modules'], from: '0.5.2' },
  { option: ['disaggregation-decode-enable-offload-kvcache'], needs: ['disaggregation-mode'] },
  // All three or none: with one of them left out SGLang stops.
  ...tree.flatMap((option) =>
    tree.filter((other) => other !== option).map((other) => ({ option: [option], needs: [other] })),
  ),
];

export const sglangOptionNeedsAnother: Rule = {
  code: 'BWG004',
  name: 'sglang-option-needs-another',
  area: 'sglang',
  severity: 'error',
  appliesTo: '`python -m sglang.launch_server` and `sglang serve`, where every option can be seen',
  summary: 'An option is given without the one that it needs.',
  why: 'SGLang asserts the combination before it loads the model. The shape of EAGLE’s draft tree is given whole or left to the server.',
  remedy: 'Add the option that the message names, or drop this one.',
  sources: ['sgl-project/sglang python/sglang/srt/server_args.py at 0.5.9, all asserts'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'python -m sglang.launch_server --model-path m «--enable-dp-lm-head»\n',
      'python -m sglang.launch_server --model-path m «--export-metrics-to-file»\n',
      '# batchwise: sglang=0.5.9\npython -m sglang.launch_server --model-path m «--enable-lora» --max-lora-rank 64\n',
    ],
    good: [
      '# batchwise: sglang=0.5.9\npython -m sglang.launch_server --model-path m --enable-lora --lora-paths a=x\n',
      'python -m sglang.launch_server --model-path m --tp 8 --dp 8 --enable-dp-attention --enable-dp-lm-head\n',
      'python -m sglang.launch_server --model-path m --speculative-algorithm EAGLE --speculative-num-steps 3 --speculative-eagle-topk 1 --speculative-num-draft-tokens 4\n',
    ],
  },
  check: (context) => reportNeeds(context, 'sglang', needs),
};
