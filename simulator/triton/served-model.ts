import type { ModelScheduling } from '../../deployment/triton-scheduling.ts';
import type { Instance } from './instance.ts';
import { InstanceQueue } from './instance-queue.ts';

/** Forms the batches of one model. */
export interface Scheduler {
  /** A request came; it is rejected or kept. */
  enqueue(request: number, now: number): void;
  /** A request was executed once, before its answer goes out. False: it goes on, and has no answer yet. */
  executed(request: number, instance: Instance, now: number): boolean;
  /** All rows of a payload are executed, and its instance is about to look for the next. */
  beforeNext(instance: Instance, now: number): void;
  /** A request of this model gets no answer. */
  rejected(request: number, now: number): void;
  /** An instance is done with a payload and its rows are answered. */
  payloadDone(instance: Instance, now: number): void;
  /** Requests that no batch has yet. */
  readonly queued: number;
}

/** A model with its instances and the queue of payloads that any of them may take. */
export class ServedModel {
  readonly instances: Instance[] = [];
  readonly queue: InstanceQueue;
  /** Instances that wait for a payload, the one that waits longest first. */
  readonly idle: Instance[] = [];
  /** Instances waiting less payloads under way to them, as `WaitingConsumerCount`. */
  waiting = 0;
  scheduler!: Scheduler;

  constructor(
    readonly settings: ModelScheduling,
    readonly index: number,
  ) {
    this.queue = new InstanceQueue(settings.maxBatchSize, mergeDelay(settings));
  }
}

/** The queue delay by which waiting payloads are merged, as `RateLimiter::InitializePayloadQueues` picks it. */
export function mergeDelay({ scheduling }: ModelScheduling): number {
  if (scheduling.kind === 'dynamic') return scheduling.maxQueueDelay;
  if (scheduling.kind === 'sequence' && scheduling.strategy.kind === 'oldest')
    return scheduling.strategy.maxQueueDelay;
  return 0;
}
