import { describe, expect, it } from 'vitest';
import { mergeParts } from '../../deployment/parts.ts';
import { byDefault, byFlag } from '../../deployment/traced.ts';

describe('mergeParts', () => {
  it('fills leaves that are absent and never replaces one that is known', () => {
    const merged = mergeParts(
      { limits: { maxBatchSize: byFlag(8, '--max-batch-size') } },
      {
        limits: { maxBatchSize: byDefault(256, 'x'), maxSeqLen: byDefault(4096, 'x') },
        replicas: byDefault(2, 'x'),
      },
      { replicas: byDefault(1, 'y') },
    );
    expect(merged.limits?.maxBatchSize?.value).toBe(8);
    expect(merged.limits?.maxSeqLen?.value).toBe(4096);
    expect(merged.replicas?.value).toBe(2);
  });
});
