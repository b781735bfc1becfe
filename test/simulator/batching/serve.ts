import { type Capacity, ReservingCapacity } from '../../../simulator/batching/capacity.ts';
import { InFlightBatch } from '../../../simulator/batching/in-flight-batch.ts';
import { OnDemandCapacity } from '../../../simulator/batching/on-demand-capacity.ts';
import type { Limits, Scheduler, Step } from '../../../simulator/batching/scheduler.ts';
import { ArrivalQueue } from '../../../simulator/engine/arrival-queue.ts';
import { runEngine } from '../../../simulator/engine/loop.ts';
import { Recorder } from '../../../simulator/engine/recorder.ts';
import { RequestColumns } from '../../../simulator/engine/request-columns.ts';
import type { StepTimer } from '../../../simulator/engine/step-timer.ts';
import { RequestSource } from '../../../simulator/workload/source.ts';
import type { TracedRequest } from '../../../simulator/workload/workload.ts';

export const traced = (arrived: number, promptTokens: number, outputTokens: number): TracedRequest => ({
  arrived,
  promptTokens,
  outputTokens,
});

/** Everything that a small case leaves alone. */
export const openLimits: Limits = {
  slots: 256,
  rows: 256,
  stepTokens: 1_000,
  maxSeqLen: 10_000,
  chunkedPrefill: true,
  chunkUnit: 1,
  blockTokens: 1,
  blocks: 10_000,
  keptTokens: Number.POSITIVE_INFINITY,
  window: Number.POSITIVE_INFINITY,
  prefillAttention: () => 0,
};

export interface Case {
  readonly requests: readonly TracedRequest[];
  readonly limits?: Partial<Limits>;
  /** Blocks are taken as they are filled, or all of them at the start but for so many tokens. */
  readonly reserves?: { readonly unstored: number };
  readonly timer?: StepTimer;
  readonly stepByStep?: boolean;
  readonly policy: (batch: InFlightBatch, limits: Limits, capacity: Capacity) => Scheduler;
}

export interface Served {
  readonly requests: RequestColumns;
  readonly recorder: Recorder;
  /** Every step as prompt tokens + decoding requests. */
  readonly steps: readonly string[];
  /** The most blocks that were ever taken. */
  readonly mostBlocks: number;
}

/** Every step takes a second, so that moments are numbers of steps. */
export const aSecond: StepTimer = {
  time(_step, run) {
    run.first = 1;
    run.growth = 0;
  },
};

/** Runs one policy through a few requests. */
export function serve({
  requests,
  limits,
  reserves,
  timer = aSecond,
  stepByStep = true,
  policy,
}: Case): Served {
  const source = new RequestSource({
    arrivals: { kind: 'offline' },
    prompt: { kind: 'fixed', tokens: 1 },
    output: { kind: 'fixed', tokens: 1 },
    requests: requests.length,
    seed: 0,
    trace: requests,
  });
  const queue = new ArrivalQueue(source);
  const columns = new RequestColumns(requests.length);
  const recorder = new Recorder(queue, requests.length, columns, 0);
  const all: Limits = { ...openLimits, ...limits };
  const capacity = reserves ? new ReservingCapacity(all, reserves.unstored) : new OnDemandCapacity(all);
  const scheduler = policy(new InFlightBatch(queue, all, capacity, recorder), all, capacity);
  const steps: string[] = [];
  let mostBlocks = 0;
  const grow = capacity.grow.bind(capacity);
  capacity.grow = (count: number, tick: number) => {
    grow(count, tick);
    mostBlocks = Math.max(mostBlocks, capacity.usedBlocks);
  };
  const watched: StepTimer = {
    time(step: Step, run) {
      steps.push(`${step.prefillTokens}+${step.decodes}`);
      mostBlocks = Math.max(mostBlocks, capacity.usedBlocks);
      timer.time(step, run);
    },
  };
  runEngine(queue, scheduler, watched, recorder, { stepByStep });
  return { requests: columns, recorder, steps, mostBlocks };
}
