import { describe, expect, it } from 'vitest';
import { readRetention } from '../../../cli/options/retention.ts';

describe('--retention', () => {
  it('names parts of a request with a priority, and a time if not for ever', () => {
    expect(readRetention('prefix=100:30,answer=0')).toEqual({
      prefix: { priority: 100, duration: 30 },
      answer: { priority: 0 },
    });
    expect(readRetention('512-=20, 0-512=80:1.5')).toEqual({
      ranges: [
        { from: 0, to: 512, priority: 80, duration: 1.5 },
        { from: 512, priority: 20 },
      ],
    });
  });

  it('refuses what TensorRT-LLM refuses, and what cannot be read', () => {
    for (const text of ['0-512=80,500-=20', '5-5=1', '0-=1,9-=2']) {
      expect(() => readRetention(text)).toThrow('empty or overlap');
    }
    for (const text of ['prefix=101', 'prefix', 'system=1', '0-512=high', 'answer=-1', '']) {
      expect(() => readRetention(text)).toThrow('priority from 0 to 100');
    }
  });
});
