import { emptyStep, type Scheduler } from '../batching/scheduler.ts';
import type { ArrivalQueue } from './arrival-queue.ts';
import type { Recorder } from './recorder.ts';
import type { RequestPool } from './request-pool.ts';
import { type Run, runTime, stepsUntil } from './run.ts';
import type { StepTimer } from './step-timer.ts';

/** Looks on while a run is stepped. */
export interface StepObserver {
  /** A step was run. @param decodes whether the decoding requests got a token in it */
  stepped(pool: RequestPool, decodes: boolean, start: number, end: number): void;
}

export interface LoopOptions {
  /** Compute every token's step: the reference that skipping must equal. */
  readonly stepByStep?: boolean;
  /** Told of each step of a run that is stepped. */
  readonly observer?: StepObserver;
  readonly signal?: { readonly aborted: boolean };
  readonly onProgress?: (answered: number, requests: number) => void;
}

/** The run was stopped by its caller. */
export class SimulationAborted extends Error {
  constructor() {
    super('the simulation was stopped');
    this.name = 'SimulationAborted';
  }
}

/** How often a loop looks whether it is to stop. */
export const turnsBetweenChecks = 4096;

/**
 * Drives one engine through its requests: ask the scheduler what runs next, the timer how long it takes, and
 * move the clock. Equal decode steps are one jump to the next thing that changes the batch.
 */
export function runEngine(
  queue: ArrivalQueue,
  scheduler: Scheduler,
  timer: StepTimer,
  recorder: Recorder,
  options: LoopOptions,
): void {
  const step = emptyStep();
  const run: Run = { first: 0, growth: 0 };
  const late = scheduler.overlaps === true;
  let now = 0;
  /** What has arrived until then is known to whoever plans. */
  let seen = 0;
  for (let turn = 1; ; turn++) {
    if (turn % turnsBetweenChecks === 0) {
      if (options.signal?.aborted) throw new SimulationAborted();
      options.onProgress?.(recorder.answered, queue.count);
    }
    queue.advanceTo(seen);
    recorder.reaches(seen);
    for (let gone = queue.expired(now); gone >= 0; gone = queue.expired(now)) scheduler.cancel(gone, now);
    const runs = scheduler.plan(now, step);
    recorder.holds(scheduler.running, scheduler.kvUsed);
    if (!runs) {
      const next = Math.min(queue.nextArrival(), scheduler.wakeAt(), queue.nextDeadline());
      if (next === Number.POSITIVE_INFINITY) break;
      now = Math.max(now, next);
      seen = now;
      continue;
    }
    timer.time(step, run);
    let steps = options.stepByStep ? 1 : step.repeat;
    if (steps > 1) {
      const deadline = Math.min(queue.nextDeadline(), step.until);
      const arrival = step.untilArrival ? queue.nextArrival() : Number.POSITIVE_INFINITY;
      if (!late) steps = stepsUntil(run, Math.min(arrival, deadline) - now, steps);
      else
        steps = Math.min(stepsUntil(run, deadline - now, steps), stepsUntilSeen(run, arrival - now, steps));
    }
    const duration = runTime(run, steps);
    recorder.ran(step, run, steps, duration);
    const start = now;
    seen = late ? now + runTime(run, steps - 1) : now + duration;
    now += duration;
    scheduler.advance(steps, now);
    options.observer?.stepped(queue.pool, step.decodes > 0, start, now);
  }
  recorder.ends(now);
}

/** The fewest steps after which an arrival is known where each is planned when the one before it begins. */
function stepsUntilSeen(run: Run, time: number, most: number): number {
  if (time <= 0) return 1;
  return Math.min(most, 1 + stepsUntil(run, time, most));
}
