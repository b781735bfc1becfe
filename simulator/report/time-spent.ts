/**
 * Where the time of the answered requests went, in seconds summed over requests. The parts add up to the sum of
 * their end-to-end times.
 */
export interface TimeSpent {
  /** In the server, before the engine has the request: HTTP, tokenisation. */
  readonly server: number;
  /** Waiting to start. */
  readonly queue: number;
  /** From the start to the first token. */
  readonly prefill: number;
  /** From the first token to the request's own last one, pauses excepted. */
  readonly decode: number;
  /** Sent back for want of KV cache, until its next token. */
  readonly paused: number;
  /** Its answer complete, waiting for the longest answer of its batch. */
  readonly padding: number;
}

export const timeParts = ['server', 'queue', 'prefill', 'decode', 'paused', 'padding'] as const;

/** A sum of such times, as it grows. */
export class TimeSum implements TimeSpent {
  server = 0;
  queue = 0;
  prefill = 0;
  decode = 0;
  paused = 0;
  padding = 0;

  merge(other: TimeSpent): void {
    for (const part of timeParts) this[part] += other[part];
  }
}
