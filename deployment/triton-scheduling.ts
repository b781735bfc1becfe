/**
 * What a `config.pbtxt` says of scheduling, with the values that Triton fills in when it loads the model
 * (triton-inference-server/core, src/model_config_utils.cc, `NormalizeModelConfig` and `NormalizeInstanceGroup`).
 * Times in seconds.
 */
export interface ModelScheduling {
  readonly name: string;
  /** 0 where the model takes no batch dimension: then each request is one execution. */
  readonly maxBatchSize: number;
  readonly scheduling: Scheduling;
  /**
   * Some input has a size left open and no ragged batching, or is a shape tensor: then the batcher looks at every
   * request as it comes (`SetConfiguredScheduler`, src/backend_model.cc).
   */
  readonly comparesShapes: boolean;
  readonly groups: readonly InstanceGroup[];
}

export type Scheduling =
  /** No batcher: every request is executed alone, in order of arrival. */
  | { readonly kind: 'default' }
  | ({ readonly kind: 'dynamic' } & DynamicBatching)
  | ({ readonly kind: 'sequence' } & SequenceBatching);

export interface DynamicBatching {
  readonly preferredBatchSizes: readonly number[];
  /** 0 sends what waits. */
  readonly maxQueueDelay: number;
  readonly preserveOrdering: boolean;
  /** 0 where there are none; otherwise 1 is the most urgent. */
  readonly priorityLevels: number;
  readonly defaultPriorityLevel: number;
  readonly defaultPolicy: QueuePolicy;
  /** By priority level; the default policy where a level is not named. */
  readonly policies: ReadonlyMap<number, QueuePolicy>;
}

export interface QueuePolicy {
  readonly timeoutAction: 'reject' | 'delay';
  /** 0 is none. */
  readonly defaultTimeout: number;
  /** A request may shorten the default, never lengthen it. */
  readonly allowTimeoutOverride: boolean;
  /** Requests; 0 is no limit. */
  readonly maxQueueSize: number;
}

export interface SequenceBatching {
  readonly strategy: DirectStrategy | OldestStrategy;
  readonly maxIdle: number;
  /** One request is executed over and over until the backend says that it is done. */
  readonly iterative: boolean;
}

export interface DirectStrategy {
  readonly kind: 'direct';
  readonly maxQueueDelay: number;
  /** Share of the slots that must be ready before the delay is over; 0 waits for nobody. */
  readonly minimumSlotUtilization: number;
}

export interface OldestStrategy {
  readonly kind: 'oldest';
  /** Slots of each instance. */
  readonly maxCandidateSequences: number;
  readonly preferredBatchSizes: readonly number[];
  readonly maxQueueDelay: number;
  readonly preserveOrdering: boolean;
}

export interface InstanceGroup {
  readonly name: string;
  readonly kind: 'gpu' | 'cpu' | 'model';
  /** Instances on each of `gpus`; in all where the kind is not `gpu`. */
  readonly count: number;
  readonly gpus: readonly number[];
  readonly rateLimiter?: RateLimiterNeeds;
}

export interface RateLimiterNeeds {
  /** 0 counts as 1; an instance of priority n gets an n-th of the chances of one of priority 1. */
  readonly priority: number;
  readonly resources: readonly { readonly name: string; readonly global: boolean; readonly count: number }[];
}

export const noPolicy: QueuePolicy = {
  timeoutAction: 'reject',
  defaultTimeout: 0,
  allowTimeoutOverride: false,
  maxQueueSize: 0,
};
