import type { EventQueue } from './event-queue.ts';
import type { Instance } from './instance.ts';
import type { Payload } from './payload.ts';
import type { Rejection, RequestTable } from './request-table.ts';
import type { ServedModel } from './served-model.ts';

/** A thread of Triton's that runs when something wakes it or its timer is over. */
export interface Thread {
  run(now: number): void;
  /** Insertion number of the timer event that holds; others are void. */
  timerOrder: number;
  /** Already in line to run. */
  isAwake: boolean;
}

/** What the batchers ask of the server. */
export interface Dispatcher {
  readonly requests: RequestTable;
  readonly events: EventQueue;
  /** As `RateLimiter::EnqueuePayload`. */
  enqueuePayload(payload: Payload, model: ServedModel): void;
  reject(request: number, reason: Rejection, now: number): void;
  /** Runs the thread once all events of this instant are through. */
  wake(thread: Thread): void;
  /** Wakes the thread at a time, in place of its earlier timer. */
  setTimer(thread: Thread, time: number): void;
}

/**
 * As `RateLimiter::PayloadSlotAvailable`: with prefetching at most two payloads an instance may wait in the model's
 * own queue; otherwise an instance must be idle.
 */
export function slotAvailable(
  model: ServedModel,
  instance: Instance | undefined,
  prefetches: boolean,
): boolean {
  if (prefetches) return model.queue.size < 2 * (instance ? 1 : model.instances.length);
  return model.waiting > 0;
}
