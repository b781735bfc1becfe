import { type Random, randomOf } from '../workload/random.ts';
import { endsSequence, none, type RequestTable, startsSequence } from './request-table.ts';
import type { Share, TracedInference, TritonWorkload } from './workload.ts';

/** A sequence whose client sends its next request when the last one is answered. */
interface OpenSequence {
  readonly id: number;
  left: number;
}

/** Draws the requests of one model's workload, in time and as they are answered. */
export class Load {
  /** When the next request comes that waits for no answer. */
  next = Number.POSITIVE_INFINITY;
  /** Requests or sequences sent so far. */
  private sent = 0;
  private numbered = 0;
  private settled = 0;
  /** Requests that a ramp has had so far in the mean. */
  private expected = 0;
  private readonly arrivals: Random;
  private readonly mix: Random;
  private readonly lengths: Random;
  private readonly shape: number;
  private readonly sequences = new Map<number, OpenSequence>();
  private readonly trace: readonly TracedInference[];
  private readonly traceFlags: Uint8Array;
  readonly total: number;

  constructor(
    private readonly workload: TritonWorkload,
    private readonly model: number,
    private readonly kind: 'plain' | 'sequence' | 'iterative',
    private readonly requests: RequestTable,
    /** Asks for `send(client)` at a time. */
    private readonly wakeClient: (time: number, client: number) => void,
  ) {
    const { seed, arrivals } = workload;
    this.arrivals = randomOf(seed, 'arrivals');
    this.mix = randomOf(seed, 'priorities');
    this.lengths = randomOf(seed, 'outputs');
    this.shape = arrivals.kind === 'gamma' ? 1 / arrivals.cv ** 2 : 1;
    this.trace =
      arrivals.kind === 'trace' ? [...arrivals.requests].sort((a, b) => a.arrived - b.arrived) : [];
    this.traceFlags = flagsOf(this.trace);
    this.total = arrivals.kind === 'trace' ? this.trace.length : workload.requests;
    if (arrivals.kind === 'closed') {
      const clients = Math.min(arrivals.concurrency, this.total);
      for (let client = 0; client < clients; client++) wakeClient(0, client);
    } else this.step(0);
  }

  /** Requests, counted once they are made. */
  get made(): number {
    return this.numbered;
  }

  /** Goes on until the loads of the other models are done. */
  get isEndless(): boolean {
    return this.total === Number.POSITIVE_INFINITY;
  }

  /** Nothing is left to send, and everything sent has its answer or was given up. */
  get isDone(): boolean {
    return this.sent >= this.total && this.settled >= this.numbered && this.sequences.size === 0;
  }

  /** The request that comes at `next`. */
  take(): number {
    const now = this.next;
    const request = this.make(now, none);
    if (this.workload.arrivals.kind === 'trace') this.fillTraced(request, this.trace[this.sent]!);
    else this.fillDrawn(request);
    this.sent++;
    this.step(now);
    return request;
  }

  /** A client's next request: of its sequence where one is under way. `none`: nothing is left to send. */
  send(client: number, now: number): number {
    const open = this.kind === 'sequence' ? this.sequences.get(client) : undefined;
    if (!open && (this.workload.arrivals.kind !== 'closed' || this.sent >= this.total)) return none;
    const request = this.make(now, client);
    if (open) this.continueSequence(request, client, open);
    else {
      this.fillDrawn(request);
      this.sent++;
    }
    return request;
  }

  /** The request has its answer, or never will. */
  answered(request: number, now: number, rejected: boolean): void {
    const { client, sequence } = this.requests;
    this.settled++;
    const id = this.kind === 'sequence' ? sequence[request]! : none;
    const isClosed = this.workload.arrivals.kind === 'closed';
    const again = isClosed ? client[request]! : id;
    if (id !== none && rejected) this.sequences.delete(again);
    const goesOn = this.kind === 'sequence' && this.sequences.has(again);
    if (isClosed || goesOn) this.wakeClient(now + this.workload.clientOverhead, again);
  }

  private make(now: number, client: number): number {
    const { requests } = this;
    const request = requests.add();
    requests.id[request] = this.numbered++;
    requests.arrived[request] = now;
    requests.client[request] = client;
    requests.model[request] = this.model;
    requests.size[request] = 1;
    requests.priority[request] = 0;
    return request;
  }

  private fillDrawn(request: number): void {
    const { requests, workload } = this;
    requests.size[request] = drawn(workload.batch, this.mix);
    requests.priority[request] = drawn(workload.priorities, this.mix);
    requests.timeout[request] = workload.timeout ?? 0;
    if (this.kind === 'plain') return;
    requests.size[request] = 1;
    requests.sequence[request] = this.sent;
    const length = this.length();
    requests.flags[request] = startsSequence;
    if (this.kind === 'iterative') {
      requests.iterations[request] = length;
      return;
    }
    if (length === 1) requests.flags[request] = startsSequence | endsSequence;
    else this.open(request, length - 1);
  }

  private open(request: number, left: number): void {
    const { client, sequence } = this.requests;
    // Without clients the sequence itself is what goes on.
    const key = this.workload.arrivals.kind === 'closed' ? client[request]! : sequence[request]!;
    this.sequences.set(key, { id: sequence[request]!, left });
  }

  private continueSequence(request: number, key: number, open: OpenSequence): void {
    const { requests } = this;
    requests.sequence[request] = open.id;
    requests.timeout[request] = this.workload.timeout ?? 0;
    if (--open.left > 0) return;
    requests.flags[request] = endsSequence;
    this.sequences.delete(key);
  }

  private fillTraced(request: number, traced: TracedInference): void {
    const { requests } = this;
    requests.size[request] = traced.batch ?? 1;
    requests.priority[request] = traced.priority ?? 0;
    requests.timeout[request] = traced.timeout ?? this.workload.timeout ?? 0;
    if (this.kind === 'plain') return;
    requests.sequence[request] = traced.sequence ?? this.sent;
    requests.flags[request] = this.traceFlags[this.sent]!;
    if (this.kind === 'iterative') requests.iterations[request] = this.length();
  }

  private length(): number {
    const [low, high] = this.workload.sequenceLength;
    return low + Math.floor(this.lengths.uniform() * (high - low + 1));
  }

  private step(now: number): void {
    const { arrivals } = this.workload;
    if (this.sent >= this.total || arrivals.kind === 'closed') this.next = Number.POSITIVE_INFINITY;
    else if (arrivals.kind === 'offline') this.next = 0;
    else if (arrivals.kind === 'trace') this.next = this.trace[this.sent]!.arrived;
    else if (arrivals.kind === 'ramp') this.next = this.onRamp(arrivals.from, arrivals.to);
    else if (arrivals.kind === 'poisson' || this.shape === 1)
      this.next = now + this.arrivals.exponential() / arrivals.rate;
    // A CV of 0 is a clock.
    else if (!Number.isFinite(this.shape)) this.next = now + 1 / arrivals.rate;
    else this.next = now + this.arrivals.gamma(this.shape) / (this.shape * arrivals.rate);
  }

  /** A Poisson process whose rate grows evenly: gaps are exponential in the expected number of requests so far. */
  private onRamp(from: number, to: number): number {
    const growth = (to * to - from * from) / (2 * this.total);
    this.expected += this.arrivals.exponential();
    // from · t + growth · t² / 2 = expected, in the form that holds for growth 0 as well.
    return (2 * this.expected) / (from + Math.sqrt(Math.max(0, from * from + 2 * growth * this.expected)));
  }
}

function drawn(shares: readonly Share[], random: Random): number {
  if (shares.length === 1) return shares[0]!.value;
  let at = random.uniform() * shares.reduce((sum, each) => sum + each.share, 0);
  for (const { value, share } of shares) {
    at -= share;
    if (at < 0) return value;
  }
  return shares.at(-1)!.value;
}

/** The first request of each sequence starts it, the last one ends it. */
function flagsOf(trace: readonly TracedInference[]): Uint8Array {
  const flags = new Uint8Array(trace.length);
  const last = new Map<number, number>();
  trace.forEach(({ sequence }, at) => {
    if (sequence === undefined) flags[at] = startsSequence | endsSequence;
    else {
      if (!last.has(sequence)) flags[at] = startsSequence;
      last.set(sequence, at);
    }
  });
  for (const at of last.values()) flags[at]! |= endsSequence;
  return flags;
}
