import { describe, expect, it } from 'vitest';
import { overlapsHost, withHost } from '../../../simulator/cost/host.ts';
import { engineSpec } from '../specs.ts';

describe('a step and its host', () => {
  it('take as long as the slower of the two where the engine overlaps them, else as both', () => {
    expect(withHost(0.01, 0.001, false)).toBeCloseTo(0.011, 12);
    expect(withHost(0.01, 0.001, true)).toBeLessThan(0.0101);
    expect(withHost(0.001, 0.01, true)).toBeLessThan(0.0101);
    expect(withHost(0.001, 0.01, true)).toBeGreaterThanOrEqual(0.01);
  });

  it.each([
    ['tensorrt-llm', '0.17.0', false],
    ['tensorrt-llm', '1.0.0', true],
    ['vllm', '0.12.0', false],
    ['vllm', '0.15.1', true],
    ['sglang', '0.5.9', true],
    ['tgi', '3.3.0', false],
  ] as const)('overlap in %s %s: %s', (engine, engineVersion, expected) => {
    expect(overlapsHost(engineSpec({ engine, engineVersion }))).toBe(expected);
  });

  it('do not overlap with a pipeline or drafts, nor where it is switched off', () => {
    const spec = engineSpec({ engineVersion: '1.0.0' });
    expect(overlapsHost({ ...spec, pipelineParallel: 2 })).toBe(false);
    expect(overlapsHost({ ...spec, speculation: { draftTokens: 1, accepted: 1.6 } })).toBe(false);
    const batching = { ...spec.batching, tensorrtLlm: { ...spec.batching.tensorrtLlm, overlap: false } };
    expect(overlapsHost({ ...spec, batching } as typeof spec)).toBe(false);
  });
});
