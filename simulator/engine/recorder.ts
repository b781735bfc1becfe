import type { PrefixCache } from '../batching/prefix/prefix-cache.ts';
import type { Events, Step } from '../batching/scheduler.ts';
import { LogHistogram } from '../report/log-histogram.ts';
import { OccupancySampler } from '../report/occupancy.ts';
import { QueueTrend } from '../report/saturation.ts';
import { isKept, type ServiceLevel } from '../report/service-level.ts';
import { TimeSum } from '../report/time-spent.ts';
import type { ArrivalListener, ArrivalQueue } from './arrival-queue.ts';
import type { RequestColumns } from './request-columns.ts';
import type { RequestPool } from './request-pool.ts';
import type { Run } from './run.ts';

/**
 * Writes down what happens in one engine: sums and histograms, whose size does not depend on the number of requests,
 * and a row for each request where somebody wants the rows.
 */
export class Recorder implements Events, ArrivalListener {
  readonly gaps = new LogHistogram();
  readonly ttft = new LogHistogram();
  readonly tpot = new LogHistogram();
  readonly e2e = new LogHistogram();
  /** Seconds between coming to the engine and starting. */
  readonly queued = new LogHistogram();
  readonly occupancy = new OccupancySampler();
  readonly spent = new TimeSum();
  /** Requests that kept every promise. */
  kept = 0;
  readonly trend: QueueTrend;
  /** Requests that are gone, and among them those with an answer. */
  answered = 0;
  completed = 0;
  timedOut = 0;
  preemptions = 0;
  promptTokens = 0;
  outputTokens = 0;
  cachedTokens = 0;
  firstSent = Number.POSITIVE_INFINITY;
  lastFinished = Number.NEGATIVE_INFINITY;
  steps = 0;
  /** Unfinished requests summed over steps, slot-seconds occupied and of unfinished requests. */
  activeSteps = 0;
  /** Rows computed in all steps, and those of them that were padding up to a CUDA graph. */
  computedRows = 0;
  paddedRows = 0;
  slotSeconds = 0;
  usefulSlotSeconds = 0;
  /** Seconds in which a step ran, with the share of the KV pool used in them, and the largest share and batch. */
  busySeconds = 0;
  kvSeconds = 0;
  kvPeak = 0;
  batchPeak = 0;

  /** Absent where nothing is reused. */
  prefixes: PrefixCache | undefined;

  private readonly queue: ArrivalQueue;
  private readonly pool: RequestPool;
  private readonly columns: RequestColumns | undefined;
  private readonly firstSlot: number;
  private readonly promised: ServiceLevel | undefined;
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
    this.promised = promised;
    this.queue = queue;
    this.pool = queue.pool;
    this.columns = columns;
    this.firstSlot = firstSlot;
    this.trend = new QueueTrend(requests);
    queue.tells(this);
  }

  arrives(time: number): void {
    this.occupancy.fill(time, this.running, this.used, this.queue.waiting);
  }

  /** The next step is about to be planned. */
  reaches(now: number): void {
    this.occupancy.fill(now, this.running, this.used, this.queue.waiting);
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
    this.gaps.addRun(run, steps, step.gaps);
    this.steps += steps;
    this.activeSteps += steps * step.active;
    this.computedRows += steps * (step.rows + step.paddedRows);
    this.paddedRows += steps * step.paddedRows;
    this.slotSeconds += duration * step.rows;
    this.usefulSlotSeconds += duration * step.active;
    this.busySeconds += duration;
    this.kvSeconds += duration * this.used;
    if (this.used > this.kvPeak) this.kvPeak = this.used;
    if (step.active > this.batchPeak) this.batchPeak = step.active;
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
    this.gaps.add(seconds, requests);
  }

  preempted(request: number): void {
    this.pool.preemptions[request]!++;
    this.preemptions++;
  }

  finished(request: number, time: number, released: number, outputTokens: number): void {
    const { pool } = this;
    const sent = pool.sent[request]!;
    const first = pool.firstToken[request]!;
    const scheduled = pool.scheduled[request]!;
    this.answered++;
    this.completed++;
    this.promptTokens += pool.prompt[request]!;
    this.outputTokens += outputTokens;
    this.cachedTokens += pool.cached[request]!;
    if (sent < this.firstSent) this.firstSent = sent;
    if (time > this.lastFinished) this.lastFinished = time;
    this.ttft.add(first - sent);
    this.e2e.add(time - sent);
    this.queued.add(scheduled - pool.arrived[request]!);
    // As vLLM's and GenAI-Perf's benchmarks define it.
    const tpot = outputTokens > 1 ? (time - first) / (outputTokens - 1) : 0;
    if (outputTokens > 1) this.tpot.add(tpot);
    if (this.promised && isKept(this.promised, { ttft: first - sent, tpot, e2e: time - sent })) this.kept++;
    this.spend(request, time);
    this.trend.add(pool.id[request]!, scheduled - sent, time - scheduled);
    this.columns?.write(pool, request, this.firstSlot, time, released, outputTokens);
  }

  /** Where the time of an answered request went. */
  private spend(request: number, end: number): void {
    const { pool, spent } = this;
    const paused = pool.paused[request]!;
    const last = pool.lastToken[request]!;
    spent.server += pool.arrived[request]! - pool.sent[request]!;
    spent.queue += pool.scheduled[request]! - pool.arrived[request]!;
    spent.prefill += pool.firstToken[request]! - pool.scheduled[request]!;
    spent.decode += last - pool.firstToken[request]! - paused;
    spent.paused += paused;
    spent.padding += end - last;
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
