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
  {
    one: ['task'],
    oneValues: ['embed', 'embedding', 'classify', 'score', 'reward'],
    other: ['enable-chunked-prefill'],
    before: '0.8.0',
    because: 'the V0 engine does not cut the prompts of pooling models',
  },
  // Drafters that wait for sampled tokens on the CPU cannot run ahead.
  {
    one: ['async-scheduling'],
    other: ['speculative-config.method', 'spec-method'],
    otherValues: ['ngram', 'suffix', 'medusa', 'mlp_speculator', 'custom_class'],
    from: '0.11.0',
    because: 'only EAGLE, MTP, draft models and n-grams on the GPU go with it',
  },
  {
    one: ['async-scheduling'],
    other: ['speculative-config.disable-padded-drafter-batch'],
    from: '0.11.0',
  },
  {
    one: ['async-scheduling'],
    other: ['distributed-executor-backend'],
    otherValues: ['ray'],
    from: '0.11.0',
    before: '0.14.0',
    because: 'only the executors `mp`, `uni` and `external_launcher` can',
  },
  {
    one: ['max-num-partial-prefills'],
    oneAbove: 1,
    other: ['no-enable-chunked-prefill', 'enable-chunked-prefill'],
    otherValues: ['false'],
    from: '0.7.3',
    before: '0.26.0',
    because: 'several prompts are only worked on at a time where they are cut into chunks',
  },
  {
    one: ['enable-dbo'],
    other: ['all2all-backend'],
    otherValues: ['naive', 'pplx', 'allgather_reducescatter', 'flashinfer_all2allv'],
    from: '0.11.1',
    because: 'overlap of two batches needs `deepep_low_latency`, `deepep_high_throughput` or `nixl_ep`',
  },
  { one: ['enable-elastic-ep'], other: ['data-parallel-external-lb'], because: 'it balances load inside' },
  { one: ['enable-elastic-ep'], other: ['data-parallel-hybrid-lb'], because: 'it balances load inside' },
  {
    one: ['nnodes'],
    oneAbove: 1,
    other: ['data-parallel-backend'],
    otherValues: ['ray'],
    from: '0.12.0',
    because: 'nodes of its own are started with the backend `mp`',
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
      `# batchwise: vllm=0.13.0\nvllm serve m --async-scheduling --speculative-config «'{"method": "ngram", "num_speculative_tokens": 5}'»\n`,
      '# batchwise: vllm=0.11.0\nvllm serve m --kv-cache-memory-bytes 10000000000 --gpu-memory-utilization «0.8»\n',
    ],
    good: [
      'vllm serve m --kv-cache-memory-bytes 10000000000\n',
      `vllm serve m --async-scheduling --speculative-config '{"method": "eagle3", "model": "d", "num_speculative_tokens": 3}'\n`,
    ],
  },
  check: (context) => reportExclusions(context, 'vllm', exclusions),
};
