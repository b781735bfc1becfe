import { Digest } from './digest.ts';
import type { Rejection, RequestTable } from './request-table.ts';

/** What happened to the requests of one priority level. */
export class LevelRecord {
  readonly queue = new Digest();
  readonly total = new Digest();
  completed = 0;
  readonly rejected = new Map<Rejection, number>();
}

/** Columns of every request, for those who ask for them. NaN where it never came to that. Seconds. */
export interface RequestRows {
  count: number;
  arrived: Float64Array;
  started: Float64Array;
  finished: Float64Array;
  size: Int32Array;
  executed: Int32Array;
  priority: Int32Array;
  outcome: (Rejection | 'completed')[];
}

/** Adds up what one model did. */
export class Recorder {
  readonly levels = new Map<number, LevelRecord>();
  readonly compute = new Digest();
  readonly queue = new Digest();
  readonly total = new Digest();
  /** Seconds that answers were held back for their order. */
  held = 0;
  /** Executions and answered requests, by the size of the batch. */
  readonly executions: number[] = [];
  readonly answeredIn: number[] = [];
  /** Rows that were computed without an input. */
  emptyRows = 0;
  inferences = 0;
  completed = 0;
  readonly rejected = new Map<Rejection, number>();
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  rows: RequestRows | undefined;
  /** Seconds in the queue and requests, by quarters of the arrivals; seconds of computing in the last. */
  private readonly waits = [0, 0, 0, 0];
  private readonly counts = [0, 0, 0, 0];
  private lastService = 0;

  constructor(
    private readonly requests: RequestTable,
    private readonly expected: number,
    keepRows: boolean,
    /** Seconds that a client sees beyond the server's. */
    private readonly clientOverhead: number,
  ) {
    if (keepRows) this.rows = emptyRows(Number.isFinite(expected) ? Math.max(16, expected) : 16);
  }

  executed(size: number, emptyRows: number): void {
    this.executions[size] = (this.executions[size] ?? 0) + 1;
    this.emptyRows += emptyRows;
  }

  answered(request: number, now: number): void {
    const { requests } = this;
    const arrived = requests.arrived[request]!;
    const compute = requests.computed[request]!;
    const ended = requests.ended[request]!;
    // Times are sums of floats: what is nothing may come out as less.
    const queue = Math.max(0, ended - arrived - compute);
    const total = now - arrived + this.clientOverhead;
    this.queue.add(queue);
    this.compute.add(compute);
    this.total.add(total);
    this.held += now - ended;
    this.completed++;
    this.inferences += requests.size[request]!;
    const size = requests.executed[request]!;
    this.answeredIn[size] = (this.answeredIn[size] ?? 0) + 1;
    const level = this.level(requests.priority[request]!);
    level.queue.add(queue);
    level.total.add(total);
    level.completed++;
    if (arrived < this.first) this.first = arrived;
    if (now > this.last) this.last = now;
    const quarter = Math.min(3, Math.floor((4 * requests.id[request]!) / this.expected));
    this.waits[quarter]! += queue;
    this.counts[quarter]!++;
    if (quarter === 3) this.lastService += compute;
    this.write(request, now, 'completed');
  }

  rejectedAt(request: number, reason: Rejection): void {
    this.rejected.set(reason, (this.rejected.get(reason) ?? 0) + 1);
    const level = this.level(this.requests.priority[request]!);
    level.rejected.set(reason, (level.rejected.get(reason) ?? 0) + 1);
    this.write(request, Number.NaN, reason);
  }

  /** As `queueGrew` of the engines: the last quarter of the arrivals waited longest, and by more than a little. */
  queueGrew(): boolean {
    if (this.counts.some((count) => count === 0)) return false;
    const [, second, third, last] = this.waits.map((wait, quarter) => wait / this.counts[quarter]!) as [
      number,
      number,
      number,
      number,
    ];
    return last > third && last > 1.5 * second && last > (0.1 * this.lastService) / this.counts[3]!;
  }

  private level(priority: number): LevelRecord {
    let level = this.levels.get(priority);
    if (!level) {
      level = new LevelRecord();
      this.levels.set(priority, level);
    }
    return level;
  }

  private write(request: number, finished: number, outcome: Rejection | 'completed'): void {
    if (!this.rows) return;
    const { requests } = this;
    const row = requests.id[request]!;
    if (row >= this.rows.arrived.length) this.rows = widened(this.rows, 2 * row);
    const { rows } = this;
    rows.count = Math.max(rows.count, row + 1);
    rows.arrived[row] = requests.arrived[request]!;
    rows.started[row] = requests.started[request]!;
    rows.finished[row] = finished;
    rows.size[row] = requests.size[request]!;
    rows.executed[row] = requests.executed[request]!;
    rows.priority[row] = requests.priority[request]!;
    rows.outcome[row] = outcome;
  }
}

function emptyRows(length: number): RequestRows {
  return {
    count: 0,
    arrived: new Float64Array(length),
    started: new Float64Array(length),
    finished: new Float64Array(length),
    size: new Int32Array(length),
    executed: new Int32Array(length),
    priority: new Int32Array(length),
    outcome: [],
  };
}

function widened(rows: RequestRows, length: number): RequestRows {
  const wide = emptyRows(length);
  wide.count = rows.count;
  wide.outcome = rows.outcome;
  for (const name of ['arrived', 'started', 'finished'] as const) wide[name].set(rows[name]);
  for (const name of ['size', 'executed', 'priority'] as const) wide[name].set(rows[name]);
  return wide;
}
