import { describe, expect, it } from 'vitest';
import type { Limits } from '../../../simulator/batching/scheduler.ts';
import { TgiScheduler, type TgiSettings } from '../../../simulator/batching/tgi.ts';
import type { TracedRequest } from '../../../simulator/workload/workload.ts';
import { type Served, serve, traced } from './serve.ts';

/** Every step takes a second. */
const run = (
  requests: readonly TracedRequest[],
  settings: Partial<TgiSettings> = {},
  limits: Partial<Limits> = {},
): Served =>
  serve({
    requests,
    limits: { chunkedPrefill: false, ...limits },
    reserves: { unstored: 1 },
    policy: (batch, all, capacity) =>
      new TgiScheduler(batch, all, capacity, { waitingServedRatio: 1.2, maxWaitingTokens: 20, ...settings }),
  });

describe('batching_task', () => {
  it('takes new requests when they are waiting_served_ratio times those that run', () => {
    // Two run: ⌊1.2 × 2⌋ have to wait.
    const { requests, steps } = run([
      traced(0, 4, 30),
      traced(0, 4, 30),
      traced(0.5, 4, 5),
      traced(3.5, 4, 5),
    ]);
    expect([...requests.scheduled]).toEqual([0, 0, 4, 4]);
    expect(steps.slice(0, 6)).toEqual(['8+0', '0+2', '0+2', '0+2', '8+0', '0+4']);
  });

  it('takes them after max_waiting_tokens however few they are', () => {
    // The prefill counts as one token and each decode step as one more: five of them at 5 s.
    const { requests } = run([traced(0, 4, 30), traced(0, 4, 30), traced(0.5, 4, 5)], {
      maxWaitingTokens: 5,
    });
    expect([...requests.scheduled]).toEqual([0, 0, 5]);
  });

  it('lets all decode once between two batches of prompts', () => {
    const requests = [traced(0, 4, 10), traced(0.5, 4, 10), traced(1.5, 4, 10)];
    const { steps } = run(requests, { waitingServedRatio: 0 });
    expect(steps.slice(0, 5)).toEqual(['4+0', '4+0', '0+2', '4+0', '0+3']);
  });
});

describe('next_batch', () => {
  it('reserves the prompt and the answer but its last token', () => {
    // 50 of 100 blocks each; with a token more the second waits.
    expect(run([traced(0, 10, 41), traced(0, 10, 41)], {}, { blocks: 100 }).requests.scheduled[1]).toBe(0);
    expect(run([traced(0, 10, 41), traced(0, 10, 42)], {}, { blocks: 100 }).requests.scheduled[1]).toBe(41);
  });

  it('takes prompts up to max_batch_prefill_tokens, and never pre-empts', () => {
    const { steps, recorder } = run(
      [traced(0, 10, 2), traced(0, 10, 2), traced(0, 10, 2)],
      {},
      { stepTokens: 25 },
    );
    // One of two that run has company of one: ⌊1.2 × 2⌋ would have to wait, so the third comes when both are done.
    expect(steps).toEqual(['20+0', '0+2', '10+0', '0+1']);
    expect(recorder.preemptions).toBe(0);
  });
});

describe('prefill chunking, from 3.0 on', () => {
  const chunked = { chunkedPrefill: true, stepTokens: 10 };

  it('fills the budget beside a token for each running request, and takes nobody in the next pass', () => {
    const requests = [traced(0, 6, 6), traced(0.5, 15, 2), traced(1.5, 2, 2)];
    const { steps, requests: rows } = run(requests, {}, chunked);
    expect(steps.slice(0, 4)).toEqual(['6+0', '9+1', '6+1', '2+2']);
    expect([...rows.scheduled]).toEqual([0, 1, 3]);
  });
});
