export type LengthDistribution =
  | { readonly kind: 'fixed'; readonly tokens: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  /** `sigma` is the standard deviation of the logarithm. */
  | { readonly kind: 'lognormal'; readonly median: number; readonly sigma: number };

export type Arrivals =
  /** Requests per second. */
  | { readonly kind: 'poisson'; readonly rate: number }
  /** Gamma-distributed gaps; `cv` 1 is Poisson, above it is bursty. */
  | { readonly kind: 'gamma'; readonly rate: number; readonly cv: number }
  /** Requests per second that grow evenly in time from `from` to `to`, Poisson at each moment. */
  | { readonly kind: 'ramp'; readonly from: number; readonly to: number }
  /** Each of `concurrency` clients sends its next request when the last one is answered. */
  | { readonly kind: 'closed'; readonly concurrency: number }
  /** Everything arrives at time zero. */
  | { readonly kind: 'offline' };

export interface TracedRequest {
  readonly arrived: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
}

export interface Workload {
  readonly arrivals: Arrivals;
  readonly prompt: LengthDistribution;
  readonly output: LengthDistribution;
  readonly requests: number;
  readonly seed: number;
  /** Shares of requests by urgency, the most urgent first; absent where all are equal. */
  readonly priorityShares?: readonly number[];
  /** A client gives up so many seconds after sending; absent where clients wait for ever. */
  readonly clientTimeout?: number;
  /** Replayed instead of everything above but the seed. */
  readonly trace?: readonly TracedRequest[];
}
