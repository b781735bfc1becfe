/** What a user is promised for each request, in seconds; what is absent is not promised. */
export interface ServiceLevel {
  readonly ttft?: number;
  /** Time per output token; of a request with one token it always holds. */
  readonly tpot?: number;
  readonly e2e?: number;
}

/**
 * Requests that kept every promise: the goodput of DistServe (Zhong et al. 2024) and of `vllm bench serve --goodput`.
 */
export interface Goodput {
  readonly requests: number;
  /** Of all requests, those that were refused or given up included. */
  readonly share: number;
  readonly requestsPerSecond: number;
}

export function isKept(
  { ttft, tpot, e2e }: ServiceLevel,
  request: { readonly ttft: number; readonly tpot: number; readonly e2e: number },
): boolean {
  return !(
    (ttft !== undefined && request.ttft > ttft) ||
    (tpot !== undefined && request.tpot > tpot) ||
    (e2e !== undefined && request.e2e > e2e)
  );
}
