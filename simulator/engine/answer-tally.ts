import { LogHistogram } from '../report/log-histogram.ts';
import { QueueTrend } from '../report/saturation.ts';
import { isKept, type ServiceLevel } from '../report/service-level.ts';
import { TimeSum } from '../report/time-spent.ts';
import type { RequestPool } from './request-pool.ts';

/**
 * Answers that are kept before they are added up. One alone would wait for the memory of each histogram's bin in
 * turn; of many in a row the processor fetches the bins at once. So few stay in the cache nearest to it.
 */
const rows = 128;

const column = (): Float64Array => new Float64Array(rows);

/** What the answered requests of one engine come to: histograms and sums. Read it when it is settled. */
export class AnswerTally {
  readonly ttft = new LogHistogram();
  readonly tpot = new LogHistogram();
  readonly e2e = new LogHistogram();
  /** Seconds between coming to the engine and starting. */
  readonly queued = new LogHistogram();
  readonly spent = new TimeSum();
  readonly trend: QueueTrend;
  /** Requests that kept every promise. */
  kept = 0;
  promptTokens = 0;
  outputTokens = 0;
  cachedTokens = 0;
  firstSent = Number.POSITIVE_INFINITY;
  lastFinished = Number.NEGATIVE_INFINITY;

  private readonly promised: ServiceLevel | undefined;
  private held = 0;
  private readonly id = new Int32Array(rows);
  private readonly tokens = new Int32Array(rows);
  private readonly sent = column();
  private readonly arrived = column();
  private readonly scheduled = column();
  private readonly firstToken = column();
  private readonly lastToken = column();
  private readonly paused = column();
  private readonly finished = column();
  private readonly seconds = column();

  /** @param requests of all engines together */
  constructor(requests: number, promised?: ServiceLevel) {
    this.trend = new QueueTrend(requests);
    this.promised = promised;
  }

  /** A request was answered at `time` with so many tokens. */
  add(pool: RequestPool, request: number, time: number, tokens: number): void {
    const at = this.held;
    this.id[at] = pool.id[request]!;
    this.tokens[at] = tokens;
    this.sent[at] = pool.sent[request]!;
    this.arrived[at] = pool.arrived[request]!;
    this.scheduled[at] = pool.scheduled[request]!;
    this.firstToken[at] = pool.firstToken[request]!;
    this.lastToken[at] = pool.lastToken[request]!;
    this.paused[at] = pool.paused[request]!;
    this.finished[at] = time;
    this.promptTokens += pool.prompt[request]!;
    this.outputTokens += tokens;
    this.cachedTokens += pool.cached[request]!;
    this.held = at + 1;
    if (this.held === rows) this.settle();
  }

  /** Adds up what is kept. */
  settle(): void {
    this.addLatencies();
    this.addSpent();
    if (this.promised) this.countKept(this.promised);
    for (let at = 0; at < this.held; at++) {
      const scheduled = this.scheduled[at]!;
      this.trend.add(this.id[at]!, scheduled - this.sent[at]!, this.finished[at]! - scheduled);
      if (this.sent[at]! < this.firstSent) this.firstSent = this.sent[at]!;
      if (this.finished[at]! > this.lastFinished) this.lastFinished = this.finished[at]!;
    }
    this.held = 0;
  }

  private addLatencies(): void {
    const { held, seconds, sent, firstToken, finished, scheduled, arrived } = this;
    for (let at = 0; at < held; at++) seconds[at] = firstToken[at]! - sent[at]!;
    this.ttft.addAll(seconds, held);
    for (let at = 0; at < held; at++) seconds[at] = finished[at]! - sent[at]!;
    this.e2e.addAll(seconds, held);
    for (let at = 0; at < held; at++) seconds[at] = scheduled[at]! - arrived[at]!;
    this.queued.addAll(seconds, held);
    let streamed = 0;
    for (let at = 0; at < held; at++) {
      if (this.tokens[at]! > 1) seconds[streamed++] = this.tpotOf(at);
    }
    this.tpot.addAll(seconds, streamed);
  }

  /** As vLLM's and GenAI-Perf's benchmarks define it; 0 of an answer of one token. */
  private tpotOf(at: number): number {
    const tokens = this.tokens[at]!;
    return tokens > 1 ? (this.finished[at]! - this.firstToken[at]!) / (tokens - 1) : 0;
  }

  /** Where the time of answered requests went. */
  private addSpent(): void {
    const { held, sent, arrived, scheduled, firstToken, lastToken, finished, spent } = this;
    let { server, queue, prefill, decode, paused, padding } = spent;
    for (let at = 0; at < held; at++) {
      server += arrived[at]! - sent[at]!;
      queue += scheduled[at]! - arrived[at]!;
      prefill += firstToken[at]! - scheduled[at]!;
      decode += lastToken[at]! - firstToken[at]! - this.paused[at]!;
      paused += this.paused[at]!;
      padding += finished[at]! - lastToken[at]!;
    }
    Object.assign(spent, { server, queue, prefill, decode, paused, padding });
  }

  private countKept(promised: ServiceLevel): void {
    for (let at = 0; at < this.held; at++) {
      const ttft = this.firstToken[at]! - this.sent[at]!;
      const e2e = this.finished[at]! - this.sent[at]!;
      if (isKept(promised, { ttft, tpot: this.tpotOf(at), e2e })) this.kept++;
    }
  }
}
