/**
 * What the facts say in prose (engines/vllm_scheduling.md, section 1) as rows, by hand; the first that fits holds.
 * Sources in vLLM: `engine/arg_utils.py` (`_set_default_args_v0/v1`, `get_batch_defaults`), `config/cache.py`.
 */
const source = 'vLLM vllm/engine/arg_utils.py, v0.6.2 to v0.10.0 and 017e9f44 (about 0.28)';

export const vllmDefaults = () => ({
  source,
  defaults: [
    {
      name: 'gpu_memory_utilization',
      value: 0.9,
      before: '0.20.0',
      source: `${source}; vllm/config/cache.py`,
    },
    // The option's own default reads 0.92 at 0.20, the log text of the change says 0.21.
    {
      name: 'gpu_memory_utilization',
      value: 0.92,
      from: '0.20.0',
      before: '0.21.0',
      certain: false,
      source: 'vllm-project/vllm PR 38284',
    },
    { name: 'gpu_memory_utilization', value: 0.92, from: '0.21.0', source: 'vllm-project/vllm PR 38284' },

    { name: 'max_num_seqs', value: 256, before: '0.8.0', source },
    { name: 'max_num_seqs', value: 1024, from: '0.8.0', before: '0.8.4', source },
    { name: 'max_num_seqs', value: 1024, from: '0.8.4', before: '0.9.0', minMemoryGib: 70, source },
    {
      name: 'max_num_seqs',
      value: 1024,
      from: '0.9.0',
      minMemoryGib: 70,
      notGpu: 'a100',
      source: `${source}; vllm-project/vllm PR 17885`,
    },
    { name: 'max_num_seqs', value: 256, from: '0.8.4', source },

    {
      name: 'max_num_batched_tokens',
      value: 512,
      before: '0.6.2',
      chunkedPrefill: true,
      certain: false,
      source,
    },
    {
      name: 'max_num_batched_tokens',
      value: 512,
      from: '0.6.2',
      before: '0.6.5',
      chunkedPrefill: true,
      source,
    },
    {
      name: 'max_num_batched_tokens',
      value: 2048,
      from: '0.6.5',
      before: '0.8.0',
      chunkedPrefill: true,
      source,
    },
    { name: 'max_num_batched_tokens', value: 2048, before: '0.8.0', orMaxModelLen: true, source },
    {
      name: 'max_num_batched_tokens',
      value: 16384,
      from: '0.28.0',
      minMemoryGib: 160,
      certain: false,
      source: `${source}; vllm-project/vllm PR 51726`,
    },
    {
      name: 'max_num_batched_tokens',
      value: 16384,
      from: '0.8.0',
      before: '0.9.0',
      minMemoryGib: 70,
      usage: 'llm',
      source,
    },
    { name: 'max_num_batched_tokens', value: 8192, from: '0.8.0', before: '0.9.0', minMemoryGib: 70, source },
    {
      name: 'max_num_batched_tokens',
      value: 16384,
      from: '0.9.0',
      minMemoryGib: 70,
      notGpu: 'a100',
      usage: 'llm',
      source: `${source}; vllm-project/vllm PR 17885`,
    },
    {
      name: 'max_num_batched_tokens',
      value: 8192,
      from: '0.9.0',
      minMemoryGib: 70,
      notGpu: 'a100',
      source: `${source}; vllm-project/vllm PR 17885`,
    },
    { name: 'max_num_batched_tokens', value: 8192, from: '0.8.0', usage: 'llm', source },
    { name: 'max_num_batched_tokens', value: 2048, from: '0.8.0', source },

    {
      name: 'block_size',
      value: 16,
      source:
        'vLLM vllm/engine/arg_utils.py --block-size, v0.2.0 to v0.6.3; since then what the platform chooses, 16 on CUDA',
    },

    { name: 'enable_chunked_prefill', value: true, from: '0.8.0', source },
    // Also needs: no sliding window, no speculative decoding, no LoRA, not multimodal, MLA or pooling.
    {
      name: 'enable_chunked_prefill',
      value: true,
      from: '0.6.2',
      before: '0.8.0',
      longerThan: 32768,
      certain: false,
      source,
    },
    { name: 'enable_chunked_prefill', value: false, from: '0.6.2', before: '0.8.0', source },
    { name: 'enable_chunked_prefill', value: false, before: '0.6.2', certain: false, source },

    { name: 'enable_prefix_caching', value: true, from: '0.8.0', source },
    {
      name: 'enable_prefix_caching',
      value: false,
      before: '0.8.0',
      source: 'vLLM vllm/engine/arg_utils.py enable_prefix_caching, v0.6.6',
    },
  ],
});
