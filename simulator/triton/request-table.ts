/** A request that is no request: the end that Triton forces on a sequence, or a row without input in a batch. */
export const none = -1;

/** Why a request got no answer. */
export const rejections = [
  'queue-full',
  'timeout',
  'cancelled',
  'batch-too-large',
  'sequence-ended',
] as const;
export type Rejection = (typeof rejections)[number];

/** Parts of a sequence that a request is. */
export const startsSequence = 1;
export const endsSequence = 2;

/**
 * The requests under way, as columns. A row is used again once its request is answered, so that memory grows with
 * what is under way and not with what was served. Seconds.
 */
export class RequestTable {
  private free: number[] = [];
  private rows = 0;
  /** Running number of the request in the workload. */
  id = new Float64Array(64);
  arrived = new Float64Array(64);
  /** When it came to the batcher that forms the batches, as `BatcherStartNs`. */
  queued = new Float64Array(64);
  /** When it was first executed, when its last execution ended, and the seconds of all its executions. */
  started = new Float64Array(64);
  ended = new Float64Array(64);
  computed = new Float64Array(64);
  /** Of its own, in seconds; 0 where it has none. */
  timeout = new Float64Array(64);
  /** When the queue's policy acts; 0 is never. */
  expires = new Float64Array(64);
  /** Inferences in it. */
  size = new Int32Array(64);
  priority = new Int32Array(64);
  /** Inferences of the batch that it was executed in, rows without input included. */
  executed = new Int32Array(64);
  model = new Int32Array(64);
  client = new Int32Array(64);
  sequence = new Int32Array(64);
  flags = new Uint8Array(64);
  cancelled = new Uint8Array(64);
  /** Executions that are still to come, of an iterative sequence. */
  iterations = new Int32Array(64);
  /** Place in the order of responses, where that is preserved. */
  place = new Float64Array(64);

  get inFlight(): number {
    return this.rows - this.free.length;
  }

  add(): number {
    const row = this.free.pop() ?? this.rows++;
    if (row === this.id.length) this.grow();
    this.cancelled[row] = 0;
    this.flags[row] = 0;
    this.timeout[row] = 0;
    this.expires[row] = 0;
    this.started[row] = Number.NaN;
    this.computed[row] = 0;
    this.sequence[row] = none;
    this.iterations[row] = 1;
    this.executed[row] = 0;
    return row;
  }

  release(row: number): void {
    this.free.push(row);
  }

  private grow(): void {
    const length = 2 * this.id.length;
    const floats = [
      'id',
      'arrived',
      'queued',
      'started',
      'ended',
      'computed',
      'timeout',
      'expires',
      'place',
    ] as const;
    const integers = ['size', 'priority', 'executed', 'model', 'client', 'sequence', 'iterations'] as const;
    for (const name of floats) this[name] = copied(this[name], new Float64Array(length));
    for (const name of integers) this[name] = copied(this[name], new Int32Array(length));
    for (const name of ['flags', 'cancelled'] as const)
      this[name] = copied(this[name], new Uint8Array(length));
  }
}

function copied<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
