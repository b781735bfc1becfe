import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActiveRequests } from '../../../simulator/batching/active-requests.ts';
import { ReservingCapacity } from '../../../simulator/batching/capacity.ts';
import { InFlightBatch } from '../../../simulator/batching/in-flight-batch.ts';
import { BlockPool, OnDemandCapacity } from '../../../simulator/batching/on-demand-capacity.ts';
import { emptyStep, type Limits, type Step } from '../../../simulator/batching/scheduler.ts';
import { TensorrtLlmScheduler } from '../../../simulator/batching/tensorrt-llm.ts';
import { ArrivalQueue } from '../../../simulator/engine/arrival-queue.ts';
import { runPipeline } from '../../../simulator/engine/pipeline-loop.ts';
import { Recorder } from '../../../simulator/engine/recorder.ts';
import { RequestColumns } from '../../../simulator/engine/request-columns.ts';
import type { Run } from '../../../simulator/engine/run.ts';
import { stageTimer } from '../../../simulator/engine/stage-timer.ts';
import { stepTimer } from '../../../simulator/engine/step-timer.ts';
import { simulate, stepCost, type Workload } from '../../../simulator/index.ts';
import { RequestSource } from '../../../simulator/workload/source.ts';
import type { TracedRequest } from '../../../simulator/workload/workload.ts';
import { engineSpec, llama70b } from '../specs.ts';
import { aSecond, openLimits, traced } from './serve.ts';

/** Two stages, in each of which every micro-batch takes a second. */
function twoStages(
  trace: readonly TracedRequest[],
  change: Partial<Limits> = {},
  maxUtilization = false,
): RequestColumns {
  const tokens = { kind: 'fixed' as const, tokens: 1 };
  const source = new RequestSource({
    arrivals: { kind: 'offline' },
    prompt: tokens,
    output: tokens,
    requests: trace.length,
    seed: 0,
    trace,
  });
  const queue = new ArrivalQueue(source);
  const columns = new RequestColumns(trace.length);
  const recorder = new Recorder(queue, trace.length, columns, 0);
  const limits: Limits = { ...openLimits, stepTokens: 10, ...change };
  const active = new ActiveRequests(queue.pool, limits.slots);
  const pool = new BlockPool();
  const reserving = new ReservingCapacity(limits);
  const schedulers = [0, 1].map(() => {
    const capacity = maxUtilization ? new OnDemandCapacity(limits, pool, true) : reserving;
    const batch = new InFlightBatch(queue, limits, capacity, recorder, active);
    return new TensorrtLlmScheduler(batch, limits, capacity, {
      drains: false,
      chunking: 'first-come-first-served',
    });
  });
  runPipeline(queue, { schedulers, active, lookAhead: maxUtilization }, aSecond, recorder, {});
  return columns;
}

describe('two stages', () => {
  it('carry two micro-batches where the first has no tokens left for the second prompt', () => {
    // First: stages at 0–1 and 1–2, again 2–4 and 4–6. Second: behind it, 1–3, 3–5 and 5–7. No stage rests.
    const { firstToken, finished, scheduled } = twoStages([traced(0, 10, 3), traced(0, 10, 3)]);
    expect([...scheduled]).toEqual([0, 0]);
    expect([...firstToken]).toEqual([2, 3]);
    expect([...finished]).toEqual([6, 7]);
  });

  it('rest half the time where all fit one micro-batch', () => {
    const { firstToken, finished } = twoStages([traced(0, 5, 3), traced(0, 5, 3)]);
    expect([...firstToken]).toEqual([2, 2]);
    expect([...finished]).toEqual([6, 6]);
  });

  it('see an arrival when the oldest micro-batch comes back, which it joins', () => {
    const { scheduled, finished } = twoStages([traced(0, 5, 3), traced(0.5, 5, 1)]);
    expect([...scheduled]).toEqual([0, 2]);
    expect([...finished]).toEqual([6, 4]);
  });

  it('take max_batch_size requests each', () => {
    const { scheduled } = twoStages([traced(0, 1, 2), traced(0, 1, 2), traced(0, 1, 2)], {
      rows: 1,
      slots: 2,
    });
    // The first is done at 4.
    expect([...scheduled]).toEqual([0, 0, 4]);
  });

  it('pause a request on its way when it comes back', () => {
    // Blocks of a token: 10 + 2 of 14 are taken at 0. At 2 the first looks two steps ahead (2 blocks) and counts two
    // and the one on its way for the second (3): 17 of 14, so the second goes when it is back at 3, with its token.
    const { preemptions, finished } = twoStages([traced(0, 10, 3), traced(0, 2, 3)], { blocks: 14 }, true);
    expect([...preemptions]).toEqual([0, 1]);
    expect(finished[0]).toBe(6);
    expect(finished[1]).toBeGreaterThan(6);
  });
});

describe('the time of a stage', () => {
  const spec = engineSpec({ model: llama70b, pipelineParallel: 4, tensorParallel: 2 });
  const cost = stepCost(spec);

  it('makes full pipelines as fast as the steady state of the cost model', () => {
    const decode = (rows: number): Step => ({
      ...emptyStep(),
      decodes: rows,
      sampled: rows,
      rows,
      context: rows * 1000,
      window: rows * 1000,
      contextGrowth: rows,
      windowGrowth: rows,
    });
    const stage: Run = { first: 0, growth: 0 };
    const cycle: Run = { first: 0, growth: 0 };
    stageTimer(cost, 4, cost.constants.perSequence.value, () => 128).time(decode(32), stage);
    stepTimer(cost).time(decode(128), cycle);
    expect(4 * stage.first).toBeCloseTo(cycle.first, 12);
    expect(4 * stage.growth).toBeCloseTo(cycle.growth, 15);
  });

  it('makes a lone request no faster than on one stage', () => {
    const alone: Workload = {
      arrivals: { kind: 'closed', concurrency: 1 },
      prompt: { kind: 'fixed', tokens: 1000 },
      output: { kind: 'fixed', tokens: 100 },
      requests: 5,
      seed: 3,
    };
    const one = engineSpec({ model: llama70b, tensorParallel: 2 });
    expect(simulate(spec, alone).tpot.mean).toBeGreaterThan(0.98 * simulate(one, alone).tpot.mean);
  });
});

describe('any pipeline', () => {
  it('keeps to the KV pool, answers everybody and pauses nobody who has his blocks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('guaranteed-no-evict' as const, 'max-utilization' as const, 'static-batch' as const),
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 300, max: 1500 }),
        fc.constantFrom(1, 16, 64),
        fc.integer(),
        (policy, pipelineParallel, maxBatchSize, maxKvTokens, blockTokens, seed) => {
          const prediction = simulate(
            engineSpec({
              pipelineParallel,
              maxBatchSize,
              maxKvTokens,
              blockTokens,
              maxNumTokens: 256,
              maxSeqLen: 256,
              batching: { policy, chunkedPrefill: false },
            }),
            {
              arrivals: { kind: 'poisson', rate: 100 },
              prompt: { kind: 'uniform', low: 1, high: 120 },
              output: { kind: 'uniform', low: 1, high: 120 },
              requests: 60,
              seed,
            },
          );
          expect(prediction.completed).toBe(60);
          expect(Math.max(...prediction.occupancy.kvUsed)).toBeLessThanOrEqual(1);
          if (policy === 'max-utilization') return;
          expect(prediction.preemptions).toBe(0);
          // In order of arrival: whole prompts do not overtake each other.
          const { scheduled } = prediction.requests;
          for (let row = 1; row < 60; row++)
            expect(scheduled[row]).toBeGreaterThanOrEqual(scheduled[row - 1]!);
        },
      ),
      { numRuns: 60, seed: 4 },
    );
  });
});
