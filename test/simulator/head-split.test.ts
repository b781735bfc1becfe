import { describe, expect, it } from 'vitest';
import { simulate, type Workload } from '../../simulator/index.ts';
import { engineSpec } from './specs.ts';

describe('a model whose heads cannot be dealt out', () => {
  const workload: Workload = {
    arrivals: { kind: 'offline' },
    prompt: { kind: 'fixed', tokens: 10 },
    output: { kind: 'fixed', tokens: 2 },
    requests: 1,
    seed: 1,
  };
  const notes = (tensorParallel: number, kvHeads = 8): string => {
    const spec = engineSpec({ tensorParallel });
    return simulate({ ...spec, model: { ...spec.model, kvHeads } }, workload).notes.join('\n');
  };

  it('is said not to start, where the linter has an error (BWA001, BWA002)', () => {
    expect(notes(3)).toContain('32 attention heads, which 3 ranks cannot share evenly');
    expect(notes(4, 6)).toContain('6 KV heads, which 4 ranks can neither share nor copy evenly');
    for (const ranks of [1, 2, 4, 8, 16, 32]) expect(notes(ranks)).not.toContain('does not start');
  });
});
