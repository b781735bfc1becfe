import type { PrefixCache } from '../batching/prefix/prefix-cache.ts';
import type { Events, Step } from '../batching/scheduler.ts';
import { OccupancySampler } from '../report/occupancy.ts';
import type { ServiceLevel } from '../report/service-level.ts';
import { AnswerTally } from './answer-tally.ts';
import type { ArrivalListener, ArrivalQueue } from './arrival-queue.ts';
import type { RequestColumns } from './request-columns.ts';
import type { RequestPool } from './request-pool.ts';
import type { Run } from './run.ts';
import { StepTally } from './step-tally.ts';

/**
 * Writes down what happens in one engine: sums and histograms, whose size does not depend on the number of requests,
 * and a row for each request where somebody wants the rows.
 */
export class Recorder implements Events, ArrivalListener {
  readonly answers: AnswerTally;
  readonly steps = new StepTally();
  readonly occupancy = new OccupancySampler();
  /** Requests that are gone, and among them those with an answer. */
  answered = 0;
  completed = 0;
  timedOut = 0;
  preemptions = 0;

  /** Absent where nothing is reused. */
  prefixes: PrefixCache | undefined;

  private readonly queue: ArrivalQueue;
  private readonly pool: RequestPool;
  private readonly columns: RequestColumns | undefined;
  private readonly firstSlot: number;
  private running = 0;
  private used = 0;

  /** `requests` are those of all engines; the slots of this one are numbered from `firstSlot`. */
  constructor(
    queue: ArrivalQueue,
    requests: number,
    columns: RequestColumns | undefined,
    firstSlot: number,
    promised?: ServiceLevel,
  ) {
    this.answers = new AnswerTally(requests, promised);
    this.queue = queue;
    this.pool = queue.pool;
    this.columns = columns;
    this.firstSlot = firstSlot;
    queue.tells(this);
  }

  arrives(time: number): void {
    this.occupancy.fill(time, this.running, this.used, this.queue.waiting);
  }

  /** The next step is about to be planned. */
  reaches(now: number): void {
    this.occupancy.fill(now, this.running, this.used, this.queue.waiting);
  }

  /** Everybody is gone: what was kept is added up. */
  ends(now: number): void {
    this.reaches(now);
    this.answers.settle();
  }

  /** From now on so many run and so much of the KV pool is used. */
  holds(running: number, used: number): void {
    this.running = running;
    this.used = used;
  }

  /** What was last said to be used of the KV pool. */
  get kvUsed(): number {
    return this.used;
  }

  ran(step: Step, run: Run, steps: number, duration: number): void {
    this.steps.add(step, run, steps, duration, this.used);
    this.running = step.rows;
  }

  scheduled(request: number, time: number): void {
    const { scheduled } = this.pool;
    if (Number.isNaN(scheduled[request])) scheduled[request] = time;
  }

  firstToken(request: number, time: number): void {
    this.pool.firstToken[request] = time;
  }

  gap(seconds: number, requests: number): void {
    this.steps.gaps.add(seconds, requests);
  }

  preempted(request: number): void {
    this.pool.preemptions[request]!++;
    this.preemptions++;
  }

  finished(request: number, time: number, released: number, outputTokens: number): void {
    this.answered++;
    this.completed++;
    this.answers.add(this.pool, request, time, outputTokens);
    this.columns?.write(this.pool, request, this.firstSlot, time, released, outputTokens);
  }

  rejected(request: number): void {
    this.goes(request);
  }

  reuses(cache: PrefixCache): void {
    this.prefixes = cache;
  }

  gaveUp(request: number): void {
    this.timedOut++;
    this.goes(request);
  }

  /** Without an answer. */
  private goes(request: number): void {
    this.answered++;
    this.columns?.write(this.pool, request, this.firstSlot, Number.NaN, Number.NaN, 0);
  }
}
