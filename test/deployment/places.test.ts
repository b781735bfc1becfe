import { describe, expect, it } from 'vitest';
import { placesOf } from '../../deployment/places.ts';
import { inFile } from '../../deployment/traced.ts';
import { deployment } from '../client/panel/fixtures.ts';

describe('placesOf', () => {
  const text = 'max_batch_size: 64\r\n  kind: KIND_GPU\n';

  it('quotes each line that a value comes from, once a place', async () => {
    const one = {
      ...deployment,
      limits: {
        maxBatchSize: inFile(64, 'a.pbtxt', { start: 16, end: 18 }),
        maxSeqLen: inFile(64, 'a.pbtxt', { start: 16, end: 18 }),
      },
      instances: inFile(1, 'a.pbtxt', { start: 28, end: 36 }),
    };
    const places = await placesOf([one, one], async (path) => (path === 'a.pbtxt' ? text : undefined));
    expect(places).toEqual([
      { path: 'a.pbtxt', start: 16, line: 1, text: 'max_batch_size: 64' },
      { path: 'a.pbtxt', start: 28, line: 2, text: 'kind: KIND_GPU' },
    ]);
  });

  it('cuts a long line', async () => {
    const places = await placesOf([deployment], async () => 'x'.repeat(10_000));
    expect(Math.max(...places.map((place) => place.text.length))).toBeLessThan(200);
  });
});
