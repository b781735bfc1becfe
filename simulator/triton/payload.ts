import type { Instance } from './instance.ts';
import { none, type RequestTable } from './request-table.ts';
import type { ResponseOrder } from './response-order.ts';

/** Who is told that an instance took a payload, and that it was executed: `Payload::SetCallback`. */
export interface PayloadOwner {
  payloadTaken(): void;
  /** Where its answers go out in the order in which it batched them. */
  readonly order: ResponseOrder | undefined;
}

/**
 * A batch on its way to an instance (triton-inference-server/core, src/payload.cc). Until an instance takes it, its
 * batcher may add to it.
 */
export class Payload {
  readonly requests: number[] = [];
  /** Inferences; a row without input counts as one. */
  size = 0;
  /** new: holds nothing that could be sent; stale once an instance has it. */
  state: 'new' | 'ready' | 'queued' | 'executing' = 'new';
  /** Never merged with another. */
  saturated = false;
  /** When its oldest request came to the batcher. */
  batcherStart = Number.POSITIVE_INFINITY;

  constructor(
    readonly owner: PayloadOwner | undefined,
    /** The only instance that may execute it; any where absent. */
    public instance: Instance | undefined,
  ) {}

  add(request: number, requests: RequestTable): void {
    this.requests.push(request);
    if (request === none) this.size++;
    else {
      this.size += requests.size[request]!;
      const queued = requests.queued[request]!;
      if (queued < this.batcherStart) this.batcherStart = queued;
    }
  }

  merge(other: Payload): void {
    for (const request of other.requests) this.requests.push(request);
    this.size += other.size;
  }
}
