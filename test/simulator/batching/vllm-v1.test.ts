import { describe, expect, it } from 'vitest';
import type { Limits } from '../../../simulator/batching/scheduler.ts';
import { VllmV1Scheduler, type VllmV1Settings } from '../../../simulator/batching/vllm-v1.ts';
import { simulate } from '../../../simulator/index.ts';
import type { TracedRequest } from '../../../simulator/workload/workload.ts';
import { engineSpec } from '../specs.ts';
import { type Served, serve, traced } from './serve.ts';

const plain: VllmV1Settings = { longPrefillTokens: 0, wholePromptFits: false, watermark: 0 };

/** Every step takes a second and 10 tokens. */
const run = (
  requests: readonly TracedRequest[],
  settings: Partial<VllmV1Settings> = {},
  limits: Partial<Limits> = {},
): Served =>
  serve({
    requests,
    limits: { stepTokens: 10, ...limits },
    policy: (batch, all, capacity) => new VllmV1Scheduler(batch, all, capacity, { ...plain, ...settings }),
  });

describe('Scheduler.schedule', () => {
  it('fills the budget with running requests first', () => {
    const { requests, steps } = run([traced(0, 6, 4), traced(0.5, 15, 2)]);
    expect(steps).toEqual(['6+0', '9+1', '6+1', '0+2']);
    expect([...requests.finished]).toEqual([4, 4]);
  });

  it('counts a prompt that is computed in part among max_num_seqs', () => {
    const { requests } = run([traced(0, 15, 2), traced(0, 3, 2)], {}, { slots: 1 });
    expect([...requests.scheduled]).toEqual([0, 3]);
  });

  it('cuts long prompts at long_prefill_token_threshold, so that short ones come beside them', () => {
    const { requests, steps } = run([traced(0, 12, 1), traced(0, 3, 3)], { longPrefillTokens: 4 });
    expect(steps).toEqual(['7+0', '4+1', '4+1']);
    expect([...requests.firstToken]).toEqual([3, 1]);
  });

  it('stops at a prompt that is over the budget without chunked prefill', () => {
    const { requests, steps } = run(
      [traced(0, 6, 1), traced(0, 6, 1), traced(0, 4, 1)],
      {},
      { chunkedPrefill: false },
    );
    expect(steps).toEqual(['6+0', '10+0']);
    expect([...requests.scheduled]).toEqual([0, 1, 1]);
  });
});

describe('KVCacheManager.allocate_slots', () => {
  const requests = [traced(0, 10, 8), traced(0.5, 14, 2)];

  it('takes blocks chunk by chunk; who has no room for the next one is sent back', () => {
    // The first has 11 of 20 blocks when 9 tokens of the second start; their other 5 find no room beside its twelfth.
    const { requests: rows, steps, mostBlocks } = run(requests, {}, { blocks: 20 });
    expect(steps.slice(0, 3)).toEqual(['10+0', '9+1', '0+1']);
    expect([...rows.scheduled]).toEqual([0, 1]);
    expect(rows.preemptions[1]).toBeGreaterThan(0);
    expect(mostBlocks).toBeLessThanOrEqual(20);
  });

  it('starts a prompt only when all of it has room, from 0.19 on (scheduler_reserve_full_isl)', () => {
    const { requests: rows } = run(requests, { wholePromptFits: true }, { blocks: 20 });
    expect(rows.scheduled[1]).toBe(8);
    expect(rows.preemptions[1]).toBe(0);
  });

  it('keeps the watermark free while others run, and not for a request alone', () => {
    const watermark = { watermark: 0.5, wholePromptFits: true };
    const { requests: rows } = run([traced(0, 8, 3), traced(0.5, 4, 1)], watermark, { blocks: 20 });
    expect([...rows.scheduled]).toEqual([0, 3]);
    expect(run([traced(0, 8, 3), traced(0.5, 4, 1)], {}, { blocks: 20 }).requests.scheduled[1]).toBe(1);
  });

  it('sends back who started last, with its whole prompt to compute again', () => {
    const { requests: rows, steps } = run([traced(0, 4, 6), traced(0, 4, 6)], {}, { blocks: 12 });
    // 8 blocks and two more a step: full after two; the second goes with 3 tokens and comes back with 7 to compute.
    expect(steps).toEqual(['8+0', '0+2', '0+2', '0+1', '0+1', '0+1', '7+0', '0+1', '0+1']);
    expect([...rows.finished]).toEqual([6, 9]);
  });
});

describe('BlockPool', () => {
  const spec = (tokens: number) =>
    engineSpec({ engine: 'vllm', engineVersion: '0.10.0', blockTokens: 16, maxKvTokens: tokens });
  const workload = {
    arrivals: { kind: 'offline' },
    prompt: { kind: 'fixed', tokens: 100 },
    output: { kind: 'fixed', tokens: 60 },
    requests: 1,
    seed: 1,
  } as const;

  it('keeps a block as its null block: ten blocks hold a request of nine', () => {
    expect(simulate(spec(160), workload).rejected).toBe(1);
    expect(simulate(spec(176), workload).rejected).toBe(0);
  });
});
