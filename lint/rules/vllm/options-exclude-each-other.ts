import { type Exclusion, reportExclusions } from '../../reading/option-constraints.ts';
import type { Rule } from '../../rule.ts';

/** Checks of vllm/config and vllm/entrypoints/openai/cli_args.py at 0.28. */
const exclusions: readonly Exclusion[] = [
  { one: ['enable-per-request-metrics'], other: ['disable-log-stats'] },
  { one: ['data-parallel-hybrid-lb'], other: ['data-parallel-external-lb'], from: '0.10.0' },
  { one: ['headless'], other: ['data-parallel-hybrid-lb'], from: '0.9.0' },
  {
    one: ['kv-cache-memory-bytes'],
    other: ['gpu-memory-utilization'],
    from: '0.10.2',
    because: 'the KV cache is sized by its bytes, and the share of memory does nothing',
    harmless: true,
  },
  {
    one: ['cudagraph-capture-sizes', 'cuda-graph-sizes'],
    other: ['compilation-config.cudagraph-capture-sizes'],
    because: 'the sizes are given twice',
    from: '0.11.0',
  },
  {
    one: ['attention-backend'],
    other: ['attention-config.backend'],
    because: 'the backend is given twice',
    from: '0.11.0',
  },
  {
    one: ['enforce-eager'],
    other: [
      'cudagraph-capture-sizes',
      'cuda-graph-sizes',
      'max-cudagraph-capture-size',
      'max-seq-len-to-capture',
    ],
    because: 'eager mode captures no graphs',
    harmless: true,
  },
];

export const vllmOptionsExclude: Rule = {
  code: 'BWV005',
  name: 'vllm-options-exclude-each-other',
  area: 'vllm',
  severity: 'error',
  appliesTo: '`vllm serve`, its module and `vllm.LLM`, each pair in the releases that have the check',
  summary: 'Two options are given that vLLM does not take together, or of which one does nothing.',
  why: 'vLLM refuses the pair before it loads the model, or one of the two has no effect.',
  remedy: 'Keep the one that is meant.',
  sources: ['vllm-project/vllm vllm/config/*.py and vllm/entrypoints/openai/cli_args.py at 0.28'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: vllm=0.28.0\nvllm serve m --enable-per-request-metrics «--disable-log-stats»\n',
      '# batchwise: vllm=0.11.0\nvllm serve m --kv-cache-memory-bytes 10000000000 --gpu-memory-utilization «0.8»\n',
    ],
    good: ['vllm serve m --kv-cache-memory-bytes 10000000000\n'],
  },
  check: (context) => reportExclusions(context, 'vllm', exclusions),
};
