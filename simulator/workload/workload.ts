import type { Retention } from './retention.ts';

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
  /**
   * What its prompt shares with others: a number for each stretch of `hashTokens` tokens, the same where these and all
   * tokens before them are the same. The last stretch may be shorter.
   */
  readonly hashes?: readonly number[];
  readonly hashTokens?: number;
}

/**
 * Text at the beginning of prompts that all requests of a group have in common: a system prompt. It is `share` of the
 * mean prompt, and part of the drawn length: a prompt drawn shorter has one token of its own behind it.
 */
export interface SharedPrefix {
  readonly share: number;
  /** Groups with a text of their own, equally frequent. */
  readonly groups: number;
}

/**
 * Conversations. The arrivals are those of first turns, or in a closed loop each client holds one conversation after
 * the other. A turn's prompt is everything said before, and what the user adds, of the drawn prompt length; it is sent
 * when the last answer is there and the user has thought about it.
 */
export interface Sessions {
  readonly turns: LengthDistribution;
  /** Mean seconds between an answer and the next turn, exponential. */
  readonly thinkTime: number;
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
  /** Absent where prompts have nothing in common. */
  readonly prefix?: SharedPrefix;
  /** Absent where each request stands alone. `requests` counts turns. */
  readonly sessions?: Sessions;
  /** For how long requests ask TensorRT-LLM to keep their blocks; absent where they do not. */
  readonly retention?: Retention;
  /** Replayed instead of everything above but the seed and what holds for every request. */
  readonly trace?: readonly TracedRequest[];
}
