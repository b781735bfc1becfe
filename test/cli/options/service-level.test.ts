import { describe, expect, it } from 'vitest';
import { readServiceLevel } from '../../../cli/options/service-level.ts';

describe('--slo', () => {
  it('reads bounds with units, and the spelling of vllm bench serve', () => {
    expect(readServiceLevel('ttft<500ms,tpot<50ms')).toEqual({ ttft: 0.5, tpot: 0.05 });
    expect(readServiceLevel('ttft <= 1.5s; e2e<20s')).toEqual({ ttft: 1.5, e2e: 20 });
    expect(readServiceLevel('ttft:500 tpot:50 e2el:20000')).toEqual({ ttft: 0.5, tpot: 0.05, e2e: 20 });
  });

  it('says what it takes where it cannot read one', () => {
    expect(() => readServiceLevel('fast')).toThrow(/ttft<500ms/);
    expect(() => readServiceLevel('ttft<')).toThrow(/ttft<500ms/);
  });
});
