/** How requests come to a model. */
export type TritonArrivals =
  /** Requests (of a sequence model: sequences) a second. */
  | { readonly kind: 'poisson'; readonly rate: number }
  /** Gamma-distributed gaps; `cv` 1 is Poisson, above it is bursty. */
  | { readonly kind: 'gamma'; readonly rate: number; readonly cv: number }
  /** Poisson with a rate that goes evenly from one to the other while the requests last. */
  | { readonly kind: 'ramp'; readonly from: number; readonly to: number }
  /** So many clients with one request each under way, as perf_analyzer's --concurrency-range. */
  | { readonly kind: 'closed'; readonly concurrency: number }
  /** Everything is there at time zero. */
  | { readonly kind: 'offline' }
  | { readonly kind: 'trace'; readonly requests: readonly TracedInference[] };

export interface TracedInference {
  readonly arrived: number;
  /** Inferences in the request; 1 where absent. */
  readonly batch?: number;
  readonly priority?: number;
  /** Seconds, the request's own. */
  readonly timeout?: number;
  /** Requests of one number are one sequence, in order of arrival. */
  readonly sequence?: number;
}

/** One of several values by its share. */
export interface Share {
  readonly value: number;
  readonly share: number;
}

export interface TritonWorkload {
  readonly arrivals: TritonArrivals;
  /** Requests; of a sequence model, sequences. Infinite: as long as the other models have requests. */
  readonly requests: number;
  readonly seed: number;
  /** Inferences of a request. */
  readonly batch: readonly Share[];
  /** Priority levels; 0 is the model's default level. */
  readonly priorities: readonly Share[];
  /** Seconds that a request itself allows for the queue; the model's policy decides what that means. */
  readonly timeout?: number;
  /** Seconds after which a client gives up and cancels. */
  readonly clientTimeout?: number;
  /** Seconds between an answer leaving the server and the same client's next request reaching it. */
  readonly clientOverhead: number;
  /** Requests of a sequence, or executions of an iterative one: uniform between two whole numbers. */
  readonly sequenceLength: readonly [low: number, high: number];
}

export const plainWorkload: TritonWorkload = {
  arrivals: { kind: 'offline' },
  requests: 1000,
  seed: 1,
  batch: [{ value: 1, share: 1 }],
  priorities: [{ value: 0, share: 1 }],
  clientOverhead: 0,
  sequenceLength: [1, 1],
};
