import { describe, expect, it } from 'vitest';
import { precisionOn, precisionSupport } from '../../catalog/precision.ts';

describe('precisionOn', () => {
  it.each([
    ['tensorrt-llm', 'fp8', 80, '0.17.0', false],
    ['tensorrt-llm', 'fp8', 89, '0.5.0', true],
    ['tensorrt-llm', 'fp8', 100, '0.17.0', true],
    ['tensorrt-llm', 'fp8', 100, '0.15.0', false],
    ['tensorrt-llm', 'fp8', 120, '0.18.0', 'unknown'],
    ['tensorrt-llm', 'fp8-context-fmha', 89, '0.11.0', false],
    ['tensorrt-llm', 'fp8-context-fmha', 89, '0.12.0', true],
    ['tensorrt-llm', 'fp8-context-fmha', 120, '0.19.0', false],
    ['tensorrt-llm', 'fp8-context-fmha', 120, '0.20.0', true],
    ['tensorrt-llm', 'fp8-kv', 80, '1.0.0', 'unknown'],
    ['tensorrt-llm', 'bf16', 75, '0.10.0', false],
    ['tensorrt-llm', 'fp16', 70, '0.15.0', true],
    ['tensorrt-llm', 'fp16', 70, '0.16.0', false],
    ['tensorrt-llm', 'nvfp4', 90, '1.0.0', false],
    ['tensorrt-llm', 'nvfp4', 100, '0.17.0', true],
    ['tensorrt-llm', 'int8-sq', 75, '0.10.0', false],
    ['tensorrt-llm', 'int4-wo', 70, '0.10.0', true],
    ['tensorrt-llm', 'int4-awq', 70, '0.10.0', false],
    ['tensorrt-llm', 'int4-wo', 70, '0.16.0', false],
    ['tensorrt-llm', 'int4-wo', 90, '1.0.0', true],
    ['tensorrt-llm', 'mxfp4', 90, '1.2.0', 'unknown'],
    ['vllm', 'fp8', 86, '0.5.0', false],
    ['vllm', 'fp8', 86, '0.6.3', true],
    ['vllm', 'fp8', 75, '0.12.0', false],
    ['vllm', 'fp8', 75, '0.15.0', true],
    ['vllm', 'bf16', 75, '0.11.0', false],
    ['vllm', 'int4-awq', 70, '0.6.3', false],
    ['vllm', 'mxfp4', 75, '0.11.0', false],
    ['vllm', 'nvfp4', 90, '0.11.0', true],
    ['sglang', 'fp16', 70, '0.5.9', false],
    ['sglang', 'nvfp4', 90, '0.5.9', false],
    ['sglang', 'nvfp4', 90, '0.5.14', true],
    ['sglang', 'fp8', 80, '0.5.9', 'unknown'],
  ] as const)('%s: %s on SM%i in %s is %s', (engine, format, sm, version, expected) => {
    expect(precisionOn(engine, format, sm, version).supported).toBe(expected);
  });

  it('is certain without a version only where all releases agree', () => {
    expect(precisionOn('tensorrt-llm', 'fp8', 80).supported).toBe(false);
    expect(precisionOn('tensorrt-llm', 'fp8-context-fmha', 89)).toMatchObject({ supported: 'unknown' });
    expect(precisionOn('vllm', 'int8-kv', 90)).toMatchObject({
      supported: 'unknown',
      because: 'no source says',
    });
  });

  it('gives a source with every statement', () => {
    for (const each of precisionSupport('tensorrt-llm', 'fp8', '0.17.0'))
      expect(each.source).toContain('TensorRT-LLM');
    expect(precisionSupport('tensorrt-llm', 'fp8').length).toBeGreaterThan(
      precisionSupport('tensorrt-llm', 'fp8', '0.10.0').length,
    );
  });
});
