import type { RateLimiterNeeds } from '../../deployment/triton-scheduling.ts';
import type { Device } from './device.ts';
import { InstanceQueue } from './instance-queue.ts';
import type { LatencyTable } from './latency-table.ts';
import type { Payload } from './payload.ts';
import type { ServedModel } from './served-model.ts';

/** One copy of a model with a thread of its own (triton-inference-server/core, `TritonBackendThread`). */
export class Instance {
  /** Payloads for this instance alone. */
  readonly queue: InstanceQueue;
  /** What it executes now. */
  payload: Payload | undefined;
  startedAt = 0;
  /** Share of the execution that is still to come, as of `updatedAt`. */
  left = 0;
  updatedAt = 0;
  /** Seconds that an execution from start to end would take under the present load of its device. */
  pace = 0;
  /** Of the finish event that holds; earlier ones are void. */
  finishOrder = -1;
  busySeconds = 0;
  executions = 0;
  // Under the rate limiter.
  executionCount = 0;
  state: 'available' | 'staged' | 'allocated' = 'available';
  staged: Payload | undefined;

  constructor(
    readonly model: ServedModel,
    /** Among all instances of the server. */
    readonly index: number,
    /** Among those of its model. */
    readonly place: number,
    readonly name: string,
    readonly device: Device,
    readonly latency: LatencyTable,
    readonly needs: RateLimiterNeeds | undefined,
    maxBatchSize: number,
    maxQueueDelay: number,
  ) {
    this.queue = new InstanceQueue(maxBatchSize, maxQueueDelay);
  }
}
