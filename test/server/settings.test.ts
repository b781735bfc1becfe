import { describe, expect, it } from 'vitest';
import { readSettings } from '../../server/settings.ts';

describe('readSettings', () => {
  it('takes what is set', () => {
    const settings = { gpu: ' H100-SXM5-80GB ', targets: { triton: '26.07' }, autoComplete: false };
    expect(readSettings(settings)).toEqual({
      gpu: 'H100-SXM5-80GB',
      targets: { triton: '26.07' },
      autoComplete: false,
    });
  });

  it.each([undefined, null, 'x', [], { gpu: '', targets: [1], autoComplete: 'yes' }, { gpu: 3 }])(
    'falls back to the defaults for %j',
    (value) => {
      expect(readSettings(value)).toEqual({ targets: {}, autoComplete: true });
    },
  );

  it('leaves out a version that is no text', () => {
    expect(readSettings({ targets: { triton: 26.07, vllm: '0.11' } }).targets).toEqual({ vllm: '0.11' });
  });
});
