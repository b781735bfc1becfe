import type { Events, Step } from '../batching/scheduler.ts';
import type { RequestTable } from '../prediction.ts';
import { GapHistogram } from '../report/gap-histogram.ts';
import { OccupancySampler } from '../report/occupancy.ts';
import type { ArrivalQueue } from '../workload/queue.ts';
import type { Run } from './run.ts';

/** Writable columns of the request table, for all instances together. */
export type RequestColumns = { -readonly [Column in keyof RequestTable]: RequestTable[Column] };

export function emptyColumns(count: number): RequestColumns {
  const times = (): Float64Array => new Float64Array(count).fill(Number.NaN);
  return {
    count,
    arrived: times(),
    scheduled: times(),
    firstToken: times(),
    finished: times(),
    promptTokens: new Int32Array(count),
    outputTokens: new Int32Array(count),
    cachedTokens: new Int32Array(count),
    preemptions: new Int32Array(count),
    slot: new Int32Array(count).fill(-1),
    released: times(),
  };
}

/** Writes down what happens in one engine: request columns, gaps between tokens, occupancy, sums over steps. */
export class Recorder implements Events {
  readonly gaps = new GapHistogram();
  readonly occupancy = new OccupancySampler();
  answered = 0;
  steps = 0;
  /** Unfinished requests summed over steps, slot-seconds occupied and of unfinished requests. */
  activeSteps = 0;
  slotSeconds = 0;
  usefulSlotSeconds = 0;

  private readonly queue: ArrivalQueue;
  private readonly columns: RequestColumns;
  private readonly ids: Int32Array;
  private readonly firstSlot: number;
  private gone = 0;
  private arrivedUntil = 0;
  private running = 0;
  private used = 0;
  private goneBefore = 0;

  /** `ids` are the rows of this engine's requests; its slots are numbered from `firstSlot`. */
  constructor(queue: ArrivalQueue, columns: RequestColumns, ids: Int32Array, firstSlot: number) {
    this.queue = queue;
    this.columns = columns;
    this.ids = ids;
    this.firstSlot = firstSlot;
  }

  /** From `now` on so many run and so much of the KV pool is used. */
  holds(now: number, running: number, used: number): void {
    this.sampleUntil(now);
    this.running = running;
    this.used = used;
    this.goneBefore = this.gone;
  }

  ran(step: Step, run: Run, steps: number, duration: number): void {
    this.gaps.addRun(run, steps, step.gaps);
    this.steps += steps;
    this.activeSteps += steps * step.active;
    this.slotSeconds += duration * step.rows;
    this.usefulSlotSeconds += duration * step.active;
    this.running = step.rows;
  }

  end(now: number): void {
    this.sampleUntil(now);
    for (let index = 0; index < this.queue.count; index++) {
      const id = this.ids[index]!;
      this.columns.arrived[id] = this.queue.sent[index]!;
      this.columns.promptTokens[id] = this.queue.prompt[index]!;
    }
  }

  scheduled(request: number, time: number, slot: number): void {
    const id = this.ids[request]!;
    if (Number.isNaN(this.columns.scheduled[id])) this.columns.scheduled[id] = time;
    this.columns.slot[id] = this.firstSlot + slot;
    this.gone++;
  }

  firstToken(request: number, time: number): void {
    this.columns.firstToken[this.ids[request]!] = time;
  }

  gap(seconds: number): void {
    this.gaps.add(seconds, 1);
  }

  preempted(request: number): void {
    this.columns.preemptions[this.ids[request]!]!++;
    this.gone--;
  }

  finished(request: number, time: number, released: number, outputTokens: number): void {
    const id = this.ids[request]!;
    this.columns.finished[id] = time;
    this.columns.released[id] = released;
    this.columns.outputTokens[id] = outputTokens;
    this.answered++;
  }

  rejected(_request: number, _time: number): void {
    this.gone++;
    this.answered++;
  }

  private sampleUntil(time: number): void {
    this.occupancy.fill(time, this.running, this.used, this.waitingAt);
  }

  private readonly waitingAt = (moment: number): number => {
    const { arrived, count } = this.queue;
    while (this.arrivedUntil < count && arrived[this.arrivedUntil]! <= moment) this.arrivedUntil++;
    return Math.max(0, this.arrivedUntil - this.goneBefore);
  };
}
