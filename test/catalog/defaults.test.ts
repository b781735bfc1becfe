import { describe, expect, it } from 'vitest';
import { trtllmDefault } from '../../catalog/trtllm-defaults.ts';
import { vllmDefault } from '../../catalog/vllm-defaults.ts';

describe('trtllmDefault', () => {
  it.each([
    ['kv_cache_free_gpu_mem_fraction', '0.7.1', 0.85],
    ['kv_cache_free_gpu_mem_fraction', '0.8.0', 0.9],
    ['tokens_per_block', '0.8.0', 128],
    ['tokens_per_block', '0.10.0', 64],
    ['tokens_per_block', '0.20.0', 32],
    ['max_batch_size', '0.10.0', 1],
    ['max_batch_size', '0.12.0', 256],
    ['max_batch_size', '0.17.0', 2048],
    ['max_num_tokens', '0.17.0', 8192],
    ['use_paged_context_fmha', '0.17.0', false],
    ['use_paged_context_fmha', '0.20.0', true],
    ['enable_kv_cache_reuse', '0.18.2', false],
  ] as const)('%s in %s is %s', (name, version, value) => {
    expect(trtllmDefault(name, version)).toMatchObject({ value, certain: true });
  });

  it('is not certain about 0.19, and silent where there is no default', () => {
    expect(trtllmDefault('tokens_per_block', '0.19.0')).toMatchObject({ value: 64, certain: false });
    expect(trtllmDefault('max_num_tokens', '0.10.0')).toBeUndefined();
  });

  it('tells the PyTorch backend apart', () => {
    expect(trtllmDefault('tokens_per_block', '1.0.0', 'pytorch')?.value).toBe(32);
    expect(trtllmDefault('enable_chunked_context', '1.0.0', 'pytorch')?.value).toBe(false);
    expect(trtllmDefault('cuda_graph', '1.0.0', 'pytorch')?.value).toBe(true);
  });
});

describe('vllmDefault', () => {
  const h100 = { memoryBytes: 81559 * 2 ** 20, gpu: 'H100-SXM5-80GB' };
  const a100 = { memoryBytes: 80 * 2 ** 30, gpu: 'A100-SXM4-80GB' };
  const l4 = { memoryBytes: 22.5 * 2 ** 30, gpu: 'L4' };

  it.each([
    ['max_num_seqs', { version: '0.6.3', ...h100 }, 256],
    ['max_num_seqs', { version: '0.8.2', ...l4 }, 1024],
    ['max_num_seqs', { version: '0.8.5', ...l4 }, 256],
    ['max_num_seqs', { version: '0.8.5', ...a100 }, 1024],
    ['max_num_seqs', { version: '0.9.0', ...a100 }, 256],
    ['max_num_seqs', { version: '0.11.0', ...h100 }, 1024],
    ['max_num_batched_tokens', { version: '0.11.0', ...h100 }, 8192],
    ['max_num_batched_tokens', { version: '0.11.0', ...h100, usage: 'llm' }, 16384],
    ['max_num_batched_tokens', { version: '0.11.0', ...a100 }, 2048],
    ['max_num_batched_tokens', { version: '0.6.3', chunkedPrefill: true }, 512],
    ['max_num_batched_tokens', { version: '0.6.6', chunkedPrefill: true }, 2048],
    ['max_num_batched_tokens', { version: '0.6.3', chunkedPrefill: false, maxModelLen: 8192 }, 8192],
    ['enable_chunked_prefill', { version: '0.11.0' }, true],
    ['enable_chunked_prefill', { version: '0.6.3', maxModelLen: 131072 }, true],
    ['enable_chunked_prefill', { version: '0.6.3', maxModelLen: 4096 }, false],
    ['enable_prefix_caching', { version: '0.7.3' }, false],
    ['gpu_memory_utilization', { version: '0.11.0' }, 0.9],
    ['gpu_memory_utilization', { version: '0.22.0' }, 0.92],
    ['block_size', { version: '0.11.0' }, 16],
  ] as const)('%s with %o is %s', (name, situation, value) => {
    expect(vllmDefault(name, situation)?.value).toBe(value);
  });

  it('stays silent where it hangs on what is not known', () => {
    expect(vllmDefault('max_num_seqs', { version: '0.11.0' })).toBeUndefined();
    expect(vllmDefault('max_num_batched_tokens', { version: '0.6.3' })).toBeUndefined();
  });
});
