import { describe, expect, it } from 'vitest';
import { findModel } from '../../catalog/models.ts';
import { kvBytesPerToken } from '../../simulator/memory/kv-cache.ts';
import { recurrentStates } from '../../simulator/memory/recurrent-states.ts';
import { attentionWindow } from '../../simulator/model/attention-window.ts';
import { rankShape } from '../../simulator/model/shape.ts';
import { engineSpec } from './specs.ts';

describe('a model with layers of linear attention', () => {
  const found = findModel('Qwen/Qwen3.5-397B-A17B');
  if (found.kind !== 'found') throw new Error('not in the catalogue');
  const model = found.item;

  it('has the published number of parameters', () => {
    expect(model.parameters / 1e9).toBeCloseTo(397, -0.5);
    expect(model.activeParameters / 1e9).toBeCloseTo(17, -0.5);
  });

  it('keeps keys and values in one layer of four', () => {
    expect(attentionWindow(model)).toEqual({ fullLayers: 15, windowLayers: 0, window: Infinity });
    expect(rankShape(model, 1, 1)).toMatchObject({ attentionLayers: 15, linearLayers: 45 });
    const spec = engineSpec({ model, tensorParallel: 1, kvFormat: 'bf16' });
    expect(kvBytesPerToken(spec)).toBe(15 * 2 * 2 * 256 * 2);
  });

  it('keeps a state of fixed size for each sequence', () => {
    const spec = engineSpec({ model, tensorParallel: 8, activations: 'bf16', maxBatchSize: 10 });
    expect(recurrentStates(spec)?.bytes).toBe((10 * 45 * 64 * 128 * 128 * 2) / 8);
    const { linear: _none, ...plain } = model;
    expect(recurrentStates({ ...spec, model: plain })).toBeUndefined();
  });
});
