import { describe, expect, it } from 'vitest';
import type { Limits } from '../../../simulator/batching/scheduler.ts';
import { SglangScheduler, type SglangSettings } from '../../../simulator/batching/sglang.ts';
import type { TracedRequest } from '../../../simulator/workload/workload.ts';
import { type Served, serve, traced } from './serve.ts';

const ratio = (first: number) => ({ first, last: 0.14 * first, decaySteps: 600 });
const plain: SglangSettings = {
  chunkedPrefillSize: 10,
  maxPrefillTokens: 16_384,
  mixedChunk: false,
  newTokenRatio: ratio(0.7),
  retractSteps: 20,
  clipNewTokens: 4096,
  order: { policy: 'fcfs', longQueue: 128, inBatch: { check: 32, inCommon: 32 } },
};

/** Every step takes a second. */
const run = (
  requests: readonly TracedRequest[],
  settings: Partial<SglangSettings> = {},
  limits: Partial<Limits> = {},
): Served =>
  serve({
    requests,
    limits,
    policy: (batch, all, capacity) => new SglangScheduler(batch, all, capacity, { ...plain, ...settings }),
  });

describe('Scheduler.get_next_batch_to_run', () => {
  const requests = [traced(0, 6, 4), traced(0.5, 25, 2)];

  it('computes all chunks of a prompt before anybody decodes again', () => {
    const { requests: rows, steps } = run(requests);
    expect(steps).toEqual(['6+0', '10+0', '10+0', '5+0', '0+2', '0+1', '0+1']);
    expect([...rows.finished]).toEqual([7, 5]);
  });

  it('lets decoding requests join the chunks with --enable-mixed-chunk, and counts them', () => {
    const { requests: rows, steps } = run(requests, { mixedChunk: true });
    expect(steps).toEqual(['6+0', '9+1', '9+1', '7+1', '0+1']);
    expect([...rows.finished]).toEqual([4, 5]);
  });

  it('takes a second prompt into the rest of a chunk, cut to it', () => {
    expect(run([traced(0, 6, 1), traced(0, 9, 1)]).steps).toEqual(['10+0', '5+0']);
  });

  it('takes whole prompts up to max_prefill_tokens without chunks, the first however long', () => {
    const settings = { chunkedPrefillSize: undefined, maxPrefillTokens: 12 };
    const { steps } = run([traced(0, 20, 1), traced(0, 6, 1), traced(0, 5, 1), traced(0, 5, 1)], settings);
    expect(steps).toEqual(['20+0', '11+0', '5+0']);
  });
});

describe('PrefillAdder.add_one_req', () => {
  const requests = [traced(0, 20, 40), traced(0, 20, 40)];
  const settings = { chunkedPrefillSize: 100 };

  it('keeps room for a share of what running requests may still generate', () => {
    // 80 tokens are free and 0.7 × 39 kept: 52.7 do not hold 20 + 40 + 1. The second waits for the first to be done.
    const { requests: rows } = run(requests, settings, { blocks: 100 });
    expect([...rows.scheduled]).toEqual([0, 40]);
  });

  it('keeps less with a lower --schedule-conservativeness', () => {
    // 0.3 × 0.7 × 39: 71.8 hold it.
    const { requests: rows } = run(requests, { ...settings, newTokenRatio: ratio(0.21) }, { blocks: 100 });
    expect([...rows.scheduled]).toEqual([0, 1]);
  });

  it('charges a prompt with its whole answer, and in whole pages and one more', () => {
    // Four tokens a page: 5 tokens are 8, with the answer and a page 16. 48 tokens hold three, short of 9 for the third.
    const three = [traced(0, 5, 4), traced(0, 5, 4), traced(0, 5, 4)];
    const { steps } = run(three, { ...settings, newTokenRatio: ratio(1) }, { blockTokens: 4, blocks: 11 });
    expect(steps[0]).toBe('10+0');
  });
});

describe('ScheduleBatch.retract_decode', () => {
  it('sends who has the fewest tokens to the end of the queue, and keeps more room from then on', () => {
    // With nothing kept both start. At 17 s each has 16 tokens and 20 of the 40 blocks.
    const settings = { chunkedPrefillSize: 100, newTokenRatio: { first: 0, last: 0, decaySteps: 600 } };
    const { requests, mostBlocks } = run([traced(0, 5, 20), traced(0, 5, 20)], settings, {
      blocks: 40,
    });

    expect([...requests.preemptions]).toEqual([0, 1]);
    expect(requests.finished[0]).toBe(21);
    // 21 tokens are computed again when the first is done, and four more generated.
    expect(requests.finished[1]).toBe(25);
    expect(mostBlocks).toBe(40);
  });
});
