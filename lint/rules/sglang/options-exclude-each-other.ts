import { type Exclusion, reportExclusions } from '../../reading/option-constraints.ts';
import type { Rule } from '../../rule.ts';

/** Checks of server_args.py at 0.5.9 (facts: engines/sglang_flags.json, constraints). */
const exclusions: readonly Exclusion[] = [
  { one: ['enable-hierarchical-cache'], other: ['disable-radix-cache'] },
  { one: ['enable-tokenizer-batch-encode'], other: ['enable-dynamic-batch-tokenizer'] },
  {
    one: ['attention-backend'],
    oneValues: ['flex_attention'],
    other: ['speculative-algorithm'],
    because: 'this backend knows no speculative decoding',
  },
  {
    one: ['enable-dp-attention'],
    other: ['speculative-algorithm'],
    otherValues: ['STANDALONE', 'NGRAM'],
    because: 'only EAGLE drafts work with it',
  },
  {
    one: ['enable-lora', 'lora-paths'],
    other: ['speculative-algorithm'],
    otherValues: ['EAGLE', 'EAGLE3', 'NEXTN', 'STANDALONE'],
    because: 'LoRA goes with NGRAM or no speculation',
  },
  {
    one: ['enable-priority-scheduling'],
    other: ['schedule-policy'],
    otherValues: ['lpm', 'random', 'dfs-weight'],
    because: 'priorities need the policy `fcfs` or `lof`',
  },
  {
    one: ['pp-size', 'pipeline-parallel-size'],
    oneAbove: 1,
    other: ['speculative-algorithm'],
    because: 'stages of a pipeline know no speculative decoding',
  },
  {
    one: ['pp-size', 'pipeline-parallel-size'],
    oneAbove: 1,
    other: ['enable-mixed-chunk'],
    because: 'stages of a pipeline do not mix chunks with decoding',
  },
  {
    one: ['attn-cp-size', 'attention-context-parallel-size'],
    oneAbove: 1,
    other: ['pp-size', 'pipeline-parallel-size'],
    otherAbove: 1,
    because: 'context parallelism takes one pipeline stage',
  },
  {
    one: ['disaggregation-decode-enable-offload-kvcache'],
    other: ['disaggregation-mode'],
    otherValues: ['prefill', 'null'],
    because: 'only a server in the mode `decode` moves its KV cache out',
  },
  {
    one: ['enable-two-batch-overlap'],
    other: ['moe-a2a-backend'],
    otherValues: ['none'],
    because: 'overlap of two batches needs an exchange between all ranks',
  },
  {
    one: ['enable-eplb'],
    other: ['ep-size', 'expert-parallel-size', 'ep'],
    otherValues: ['1'],
    because: 'there is nothing to balance on one expert parallel rank',
  },
];

export const sglangOptionsExclude: Rule = {
  code: 'BWG005',
  name: 'sglang-options-exclude-each-other',
  area: 'sglang',
  severity: 'error',
  appliesTo: '`python -m sglang.launch_server` and `sglang serve`',
  summary: 'Two options are given that SGLang does not take together.',
  why: 'SGLang asserts the combination before it loads the model.',
  remedy: 'Keep the one that is meant.',
  sources: ['sgl-project/sglang python/sglang/srt/server_args.py at 0.5.9, all asserts'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'python -m sglang.launch_server --model-path m --enable-hierarchical-cache «--disable-radix-cache»\n',
      'python -m sglang.launch_server --model-path m --enable-priority-scheduling --schedule-policy «lpm»\n',
      'python -m sglang.launch_server --model-path m --pp-size 2 --speculative-algorithm «NGRAM»\n',
    ],
    good: [
      'python -m sglang.launch_server --model-path m --pp-size 1 --speculative-algorithm NGRAM\n',
      'python -m sglang.launch_server --model-path m --enable-priority-scheduling --schedule-policy lof\n',
    ],
  },
  check: (context) => reportExclusions(context, 'sglang', exclusions),
};
