import type { ActiveRequests } from '../batching/active-requests.ts';
import { emptyStep, type Scheduler } from '../batching/scheduler.ts';
import type { ArrivalQueue } from './arrival-queue.ts';
import { HandleQueue } from './handle-queue.ts';
import { type LoopOptions, SimulationAborted, turnsBetweenChecks } from './loop.ts';
import type { Recorder } from './recorder.ts';
import { type Run, runTime, stepsUntil } from './run.ts';
import type { StepTimer } from './step-timer.ts';

/** As many micro-batches as stages, each with the scheduler that plans its steps, and what they share. */
export interface Pipeline {
  readonly schedulers: readonly Scheduler[];
  readonly active: ActiveRequests;
  /**
   * Whoever looks ahead counts a step on its way twice, so that somebody who waits may have room after an equal step
   * although nothing else has changed.
   */
  readonly lookAhead: boolean;
}

/** A micro-batch on its way, or at rest. */
class Lane {
  readonly step = emptyStep();
  /** Seconds in each stage. */
  readonly run: Run = { first: 0, growth: 0 };
  launched = 0;
  returns = 0;
  /** Equal steps that may follow without planning, as long as nothing else has changed since `version`. */
  left = 0;
  version = 0;
  /** Steps done that its scheduler has not been told of, and when the last of them ended. */
  done = 0;
  end = 0;
}

/**
 * Drives an engine with pipeline parallelism: up to as many micro-batches as stages are on their way at the same time.
 * The host waits for the oldest one, gives out its tokens, plans its next step out of whoever is not on his way, and
 * then those of resting micro-batches, as long as there is something to do. So a request is in one micro-batch at a
 * time, arrivals join the one that comes back next, and a second micro-batch starts only where the first has no room:
 * few requests leave stages idle.
 *
 * Follows TensorRT-LLM (trtGptModelInflightBatching.cpp, forwardSync and forwardAsync with `mInflightReqIds`;
 * _torch/pyexecutor/py_executor.py, _executor_loop_pp) and vLLM (v1/engine/core.py, step_with_batch_queue). A stage
 * takes micro-batches in order: one enters when it has left the stage before and the one ahead has left this one.
 *
 * While nobody comes, finishes or is paused, nothing is planned: a micro-batch that comes back is sent on at once, and
 * a single one jumps over its equal steps.
 */
export function runPipeline(
  queue: ArrivalQueue,
  { schedulers, active, lookAhead }: Pipeline,
  timer: StepTimer,
  recorder: Recorder,
  options: LoopOptions,
): void {
  const stages = schedulers.length;
  const lanes = schedulers.map(() => new Lane());
  const inOrder = new HandleQueue();
  /** When each stage has passed on everything that it was given. */
  const free = new Float64Array(stages);
  const whole: Run = { first: 0, growth: 0 };
  const front = schedulers[0]!;
  let now = 0;
  let version = 0;
  let turn = 0;

  const check = (): void => {
    if (++turn % turnsBetweenChecks !== 0) return;
    if (options.signal?.aborted) throw new SimulationAborted();
    options.onProgress?.(recorder.answered, queue.count);
  };

  const send = (at: number): void => {
    const lane = lanes[at]!;
    let time = now;
    for (let stage = 0; stage < stages; stage++) {
      time = Math.max(time, free[stage]!) + lane.run.first;
      free[stage] = time;
    }
    lane.launched = now;
    lane.returns = time;
    active.inFlight[at] = true;
    inOrder.push(at);
  };

  /** Plans the next step of a micro-batch that is not on its way. False: there is nothing for it. */
  const launch = (at: number): boolean => {
    const lane = lanes[at]!;
    const { step } = lane;
    const { length } = active.list;
    const recalled = active.recalled.size;
    const runs = schedulers[at]!.plan(now, step);
    // Whoever is paused leaves room to others, even where nothing else comes of it.
    if (active.list.length !== length || active.recalled.size !== recalled) version++;
    if (!runs) return false;
    timer.time(step, lane.run);
    const alone = options.stepByStep || (lookAhead && queue.waiting > 0);
    lane.left = alone ? 0 : step.repeat - 1;
    if (lane.left === 0) version++;
    lane.version = version;
    send(at);
    return true;
  };

  const tell = (at: number): void => {
    const lane = lanes[at]!;
    const { done } = lane;
    if (done === 0) return;
    lane.done = 0;
    const before = active.list.length;
    schedulers[at]!.advance(done, lane.end);
    if (active.list.length !== before) version++;
  };

  /** The oldest micro-batch comes back. */
  const receive = (): number => {
    const at = inOrder.shift();
    const lane = lanes[at]!;
    now = lane.returns;
    whole.first = now - lane.launched;
    whole.growth = 0;
    const running = active.list.length;
    recorder.ran(lane.step, whole, 1, whole.first);
    recorder.holds(running, recorder.kvUsed);
    lane.done++;
    lane.end = now;
    active.inFlight[at] = false;
    return at;
  };

  const changes = (lane: Lane): number =>
    Math.min(queue.nextArrival(), queue.nextDeadline(), lane.step.until);

  /** A micro-batch alone in the pipeline passes all stages without waiting for anybody. */
  const jump = (lane: Lane): void => {
    whole.first = stages * (lane.run.first + lane.run.growth);
    whole.growth = stages * lane.run.growth;
    const steps = stepsUntil(whole, changes(lane) - now, lane.left);
    const time = runTime(whole, steps);
    const running = active.list.length;
    recorder.ran(lane.step, whole, steps, time);
    recorder.holds(running, recorder.kvUsed);
    lane.run.first += steps * lane.run.growth;
    lane.left -= steps;
    lane.done += steps;
    now += time;
    lane.end = now;
  };

  let back = -1;
  for (;;) {
    check();
    for (let at = 0; at < stages; at++) tell(at);
    // Who does not fit the micro-batch that is back may fit another.
    if (queue.nextArrival() <= now) version++;
    queue.advanceTo(now);
    recorder.reaches(now);
    for (let late = queue.expired(now); late >= 0; late = queue.expired(now)) {
      version++;
      front.cancel(late, now);
    }
    if (back >= 0) launch(back);
    for (let at = 0; at < stages; at++) {
      if (!active.inFlight[at] && at !== back && !launch(at)) break;
    }
    recorder.holds(front.running, front.kvUsed);
    if (inOrder.length === 0) {
      const next = Math.min(queue.nextArrival(), front.wakeAt(), queue.nextDeadline());
      if (next === Number.POSITIVE_INFINITY) break;
      now = Math.max(now, next);
      back = -1;
      continue;
    }
    for (;;) {
      back = receive();
      const lane = lanes[back]!;
      let quiet = lane.left > 0 && lane.version === version && changes(lane) > now;
      if (quiet && inOrder.length === 0) {
        jump(lane);
        quiet = lane.left > 0 && changes(lane) > now;
      }
      if (!quiet) {
        if (lane.left === 0) version++;
        break;
      }
      check();
      lane.run.first += lane.run.growth;
      lane.left--;
      send(back);
    }
  }
  recorder.ends(now);
}
