import { describe, expect, it } from 'vitest';
import {
  booleanSpellings,
  findTrtllmParameter,
  mandatoryPlaceholders,
  otherTemplates,
  placeholdersOutsideStrings,
  trtllmParameters,
} from '../../catalog/trtllm-parameters.ts';

describe('trtllmParameters', () => {
  it('say what the backend takes', () => {
    expect(findTrtllmParameter('gpt_model_type')).toMatchObject({
      required: true,
      allowed: ['V1', 'v1', 'inflight_batching', 'inflight_fused_batching'],
    });
    expect(findTrtllmParameter('kv_cache_free_gpu_mem_fraction')).toMatchObject({
      type: 'float',
      range: [0, 1],
      default: 0.9,
    });
    expect(findTrtllmParameter('batch_scheduler_policy')?.allowed).toEqual([
      'max_utilization',
      'guaranteed_no_evict',
    ]);
    expect(findTrtllmParameter('gpu_device_ids')?.type).toBe('int-lists');
    expect(findTrtllmParameter('nonsense')).toBeUndefined();
  });

  it('have every name once', () => {
    expect(new Set(trtllmParameters.map(({ name }) => name)).size).toBe(trtllmParameters.length);
  });

  it('list placeholders that must be filled', () => {
    expect(mandatoryPlaceholders.tensorrt_llm).toContain('engine_dir');
    expect(placeholdersOutsideStrings).toContain('triton_max_batch_size');
  });

  it('know the bool spellings of the C++ code and the other templates', () => {
    expect(booleanSpellings).toEqual({
      true: ['True', 'true', 'TRUE', '1'],
      false: ['False', 'false', 'FALSE', '0'],
    });
    expect(otherTemplates['inflight_batcher_llm/preprocessing']?.map(({ name }) => name)).toContain(
      'tokenizer_dir',
    );
  });
});
