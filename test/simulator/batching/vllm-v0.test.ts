import { describe, expect, it } from 'vitest';
import type { Limits } from '../../../simulator/batching/scheduler.ts';
import { SwapSpace } from '../../../simulator/batching/swap-space.ts';
import { VllmV0Scheduler, type VllmV0Settings } from '../../../simulator/batching/vllm-v0.ts';
import type { TracedRequest } from '../../../simulator/workload/workload.ts';
import { type Served, serve, traced } from './serve.ts';

const plain: VllmV0Settings = {
  watermark: 0,
  delayFactor: 0,
  maxPaddings: undefined,
  stepsAtOnce: 1,
  partialPrefills: { most: 1, mostLong: 1, longTokens: 0 },
};

/** Every step takes a second. */
const run = (
  requests: readonly TracedRequest[],
  limits: Partial<Limits> = {},
  settings: Partial<VllmV0Settings> = {},
): Served =>
  serve({
    requests,
    limits: { chunkedPrefill: false, ...limits },
    policy: (batch, all, capacity) => new VllmV0Scheduler(batch, all, capacity, { ...plain, ...settings }),
  });

describe('Scheduler._schedule_default', () => {
  it('lets those who decode wait while prompts are computed', () => {
    const { requests, steps } = run([traced(0, 10, 4), traced(1.5, 10, 2)]);
    expect(steps).toEqual(['10+0', '0+1', '10+0', '0+2', '0+1']);
    expect([...requests.firstToken]).toEqual([1, 3]);
    expect([...requests.finished]).toEqual([5, 4]);
  });

  it('takes whole prompts up to the budget, and all of them before anybody decodes', () => {
    const { steps } = run([traced(0, 10, 2), traced(0, 10, 2), traced(0, 10, 2)], { stepTokens: 25 });
    expect(steps).toEqual(['20+0', '10+0', '0+3']);
  });

  it('runs no more than max_num_seqs', () => {
    const { requests } = run([traced(0, 5, 3), traced(0, 5, 3), traced(0, 5, 3)], { slots: 2 });
    expect([...requests.scheduled]).toEqual([0, 0, 3]);
  });
});

describe('BlockSpaceManager.can_allocate', () => {
  const limits = { blocks: 100 };

  it('says LATER where the watermark would not stay free', () => {
    // 50 + 45 blocks leave 5 of the 10 that stay free; once the first is done they do.
    const { requests } = run([traced(0, 50, 3), traced(0, 45, 2)], limits, { watermark: 0.1 });
    expect([...requests.scheduled]).toEqual([0, 3]);
  });

  it('says NEVER where it would not even in an empty cache: the request is ignored', () => {
    const { requests, recorder } = run([traced(0, 91, 2), traced(0, 90, 2)], limits, { watermark: 0.1 });
    expect(requests.finished[0]).toBeNaN();
    expect(requests.scheduled[1]).toBe(0);
    expect([recorder.answered, recorder.completed]).toEqual([2, 1]);
  });
});

describe('_preempt_by_recompute', () => {
  it('sends back who started last, and computes its prompt with what it had generated', () => {
    // 8 + 8 blocks, and two more a step: 20 after two steps. The second goes with 3 tokens and 10 blocks.
    const { requests, steps, mostBlocks } = run([traced(0, 8, 6), traced(0, 8, 6)], { blocks: 20 });
    expect(steps).toEqual(['16+0', '0+2', '0+2', '0+1', '0+1', '0+1', '11+0', '0+1', '0+1']);
    expect([...requests.finished]).toEqual([6, 9]);
    expect([...requests.preemptions]).toEqual([0, 1]);
    expect(mostBlocks).toBe(20);
  });
});

describe('Scheduler._schedule_chunked_prefill', () => {
  it('gives prompts what decoding requests leave of the budget', () => {
    const { requests, steps } = run([traced(0, 6, 4), traced(0.5, 15, 2)], {
      chunkedPrefill: true,
      stepTokens: 10,
    });
    expect(steps).toEqual(['6+0', '9+1', '6+1', '0+2']);
    expect([...requests.finished]).toEqual([4, 4]);
  });

  it('takes the blocks of a whole prompt with its first chunk', () => {
    const { requests } = run([traced(0, 15, 2), traced(0, 10, 2)], {
      chunkedPrefill: true,
      stepTokens: 10,
      blocks: 20,
    });
    expect([...requests.scheduled]).toEqual([0, 3]);
  });
});

describe('Scheduler._passed_delay', () => {
  it('holds prompts back for so many times the last prompt step', () => {
    // The first prompt took 1 s: the second is held back until it has waited more than 2 s, at 3.2 s.
    const requests = [traced(0, 10, 6), traced(1.2, 10, 2)];
    expect(run(requests, {}, { delayFactor: 2 }).requests.scheduled[1]).toBe(4);
    expect(run(requests).requests.scheduled[1]).toBe(2);
  });

  it('does not hold anybody back while nobody runs', () => {
    const { requests } = run([traced(0, 10, 2), traced(2.5, 10, 2)], {}, { delayFactor: 100 });
    expect(requests.scheduled[1]).toBe(2.5);
  });
});

describe('--max-paddings, up to 0.3.3', () => {
  it('counts and computes prompts as if all were as long as the longest', () => {
    const requests = [traced(0, 10, 1), traced(0, 3, 1)];
    expect(run(requests, { stepTokens: 15 }, { maxPaddings: 256 }).steps).toEqual(['10+0', '3+0']);
    expect(run(requests, { stepTokens: 20 }, { maxPaddings: 256 }).steps).toEqual(['20+0']);
    expect(run(requests, { stepTokens: 20 }, { maxPaddings: 6 }).steps).toEqual(['10+0', '3+0']);
    expect(run(requests, { stepTokens: 15 }).steps).toEqual(['13+0']);
  });
});

describe('_preempt_by_swap', () => {
  /** Two requests of 8 + 6 tokens in 20 blocks of a token: after three tokens each there is no room for a fourth. */
  const crowded = (host: { readonly blocks: number; readonly secondsPerBlock: number } | undefined): Served =>
    serve({
      requests: [traced(0, 8, 6), traced(0, 8, 6)],
      limits: { chunkedPrefill: false, blocks: 20 },
      timer: {
        time(step, run) {
          run.first = 1 + step.fetching;
          run.growth = 0;
        },
      },
      policy: (batch, all, capacity) =>
        new VllmV0Scheduler(batch, all, capacity, plain, host && new SwapSpace(all, host)),
    });

  it('computes nothing anew: the request decodes on when it is back', () => {
    const { requests, steps } = crowded({ blocks: 100, secondsPerBlock: 0 });
    expect(steps).toEqual(['16+0', '0+2', '0+2', '0+1', '0+1', '0+1', '0+1', '0+1', '0+1']);
    expect([...requests.finished]).toEqual([6, 9]);
    expect([...requests.preemptions]).toEqual([0, 1]);
  });

  it('takes the time of both copies, of the ten blocks that it held', () => {
    expect([...crowded({ blocks: 100, secondsPerBlock: 0.1 }).requests.finished]).toEqual([7, 11]);
  });

  it('counts the pause as a gap between two tokens', () => {
    const { recorder } = crowded({ blocks: 100, secondsPerBlock: 0 });
    // Nine gaps of a step, and one of four: from the third token at 3 to the fourth at 7.
    expect(recorder.steps.gaps.count).toBe(10);
    expect(recorder.steps.gaps.distribution().mean * 10).toBeCloseTo(13, 9);
    expect(recorder.answers.spent.paused).toBe(4);
  });

  it('computes anew without swap space, and where it is full', () => {
    for (const host of [undefined, { blocks: 9, secondsPerBlock: 0 }]) {
      expect(crowded(host).steps).toEqual(['16+0', '0+2', '0+2', '0+1', '0+1', '0+1', '11+0', '0+1', '0+1']);
    }
  });
});

describe('num_scheduler_steps (worker/multi_step_model_runner.py)', () => {
  const overlap = { wastedStep: true, untilLetGo: true };

  it('decodes so many steps before anybody joins, whoever has its answer meanwhile', () => {
    // The first has its four tokens at 4 s and is computed for one step more; the second starts then.
    const { requests, steps } = run([traced(0, 10, 4), traced(1.5, 5, 2)], { overlap }, { stepsAtOnce: 4 });
    expect(steps).toEqual(['10+0', '0+1', '0+1', '0+1', '0+0', '5+0', '0+1', '0+0', '0+0', '0+0']);
    expect([...requests.scheduled]).toEqual([0, 5]);
    expect([...requests.finished]).toEqual([4, 7]);
  });

  it('takes the blocks of all steps at once', () => {
    // 8 + 8 blocks and twice four make 24 of 20: the second goes before a step is run.
    const requests = [traced(0, 8, 5), traced(0, 8, 5)];
    const limits = { blocks: 20, overlap };
    expect([...run(requests, limits, { stepsAtOnce: 4 }).requests.preemptions]).toEqual([0, 1]);
    expect(run(requests, limits, { stepsAtOnce: 4 }).steps.slice(0, 2)).toEqual(['16+0', '0+1']);
    expect(run(requests, limits, { stepsAtOnce: 2 }).steps.slice(0, 3)).toEqual(['16+0', '0+2', '0+2']);
  });

  it('cuts no prompt with chunked prefill: one that does not fit waits for the next steps', () => {
    const limits = { chunkedPrefill: true, stepTokens: 15, overlap };
    const { steps } = run([traced(0, 10, 3), traced(0, 10, 3)], limits, { stepsAtOnce: 3 });
    expect(steps).toEqual(['10+0', '0+1', '0+1', '10+0', '0+1', '0+1']);
    expect(run([traced(0, 16, 3)], limits, { stepsAtOnce: 3 }).recorder.completed).toBe(0);
  });
});

describe('PartialPrefillMetadata', () => {
  const requests = [traced(0, 40, 1), traced(0, 6, 1), traced(0, 30, 1)];
  const limits = { chunkedPrefill: true, stepTokens: 12 };

  it('shares a step among as many prompts as may be computed in part, of which so many are long', () => {
    // 6 + 6; the first alone, since the third is long too; with 10 tokens left it is not long: 6 + 6; 4 + 6; 12; 6.
    const { steps, requests: rows } = run(requests, limits, {
      partialPrefills: { most: 2, mostLong: 1, longTokens: 10 },
    });
    expect(steps).toEqual(['12+0', '12+0', '12+0', '12+0', '10+0', '12+0', '6+0']);
    expect([...rows.firstToken]).toEqual([5, 1, 7]);
  });

  it('lets short prompts pass long ones', () => {
    const long = [traced(0, 40, 1), traced(0, 30, 1), traced(0, 6, 1)];
    const settings = { partialPrefills: { most: 2, mostLong: 1, longTokens: 10 } };
    expect([...run(long, limits, settings).requests.firstToken].at(-1)).toBe(1);
    expect([...run(long, limits).requests.firstToken]).toEqual([4, 6, 7]);
  });
});
