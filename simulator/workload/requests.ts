import { drawLength } from './lengths.ts';
import { type Random, randomOf } from './random.ts';
import type { Arrivals, Workload } from './workload.ts';

/** Every request of a run, as columns, in order of arrival. Seconds, tokens. */
export interface Requests {
  readonly count: number;
  /** When each arrives; NaN from `concurrency` on in a closed loop, where answers decide. */
  readonly arrived: Float64Array;
  readonly prompt: Int32Array;
  readonly output: Int32Array;
  /** Clients of a closed loop. */
  readonly concurrency: number | undefined;
  /** All are there from the start, as in a run without clients. */
  readonly offline: boolean;
}

/**
 * Draws the requests of a workload. Request i has the same arrival and lengths whatever serves it, so that
 * batching kinds are compared on the same requests.
 */
export function requestsOf(workload: Workload): Requests {
  const { trace } = workload;
  if (trace) {
    const sorted = [...trace].sort((left, right) => left.arrived - right.arrived);
    return {
      count: sorted.length,
      arrived: Float64Array.from(sorted, (request) => request.arrived),
      prompt: Int32Array.from(sorted, (request) => Math.max(1, request.promptTokens)),
      output: Int32Array.from(sorted, (request) => Math.max(1, request.outputTokens)),
      concurrency: undefined,
      offline: false,
    };
  }
  const count = Math.max(0, Math.floor(workload.requests));
  const prompts = randomOf(workload.seed, 'prompts');
  const outputs = randomOf(workload.seed, 'outputs');
  const prompt = new Int32Array(count);
  const output = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    prompt[index] = drawLength(workload.prompt, prompts);
    output[index] = drawLength(workload.output, outputs);
  }
  return {
    count,
    arrived: arrivalTimes(workload.arrivals, count, randomOf(workload.seed, 'arrivals')),
    prompt,
    output,
    concurrency:
      workload.arrivals.kind === 'closed'
        ? Math.max(1, Math.floor(workload.arrivals.concurrency))
        : undefined,
    offline: workload.arrivals.kind === 'offline',
  };
}

function arrivalTimes(arrivals: Arrivals, count: number, random: Random): Float64Array {
  const times = new Float64Array(count);
  if (arrivals.kind === 'offline') return times;
  if (arrivals.kind === 'closed') return times.fill(Number.NaN);
  const shape = arrivals.kind === 'gamma' ? 1 / arrivals.cv ** 2 : 1;
  let now = 0;
  for (let index = 0; index < count; index++) {
    now += gap(arrivals, shape, random);
    times[index] = now;
  }
  return times;
}

/** Gamma gaps of mean 1/rate: shape 1/cv², scale cv²/rate. */
function gap(arrivals: Extract<Arrivals, { rate: number }>, shape: number, random: Random): number {
  if (arrivals.kind === 'poisson' || shape === 1) return random.exponential() / arrivals.rate;
  if (!Number.isFinite(shape)) return 1 / arrivals.rate;
  return random.gamma(shape) / (shape * arrivals.rate);
}

/** Deals requests in turn to `parts` engine instances; clients of a closed loop are dealt likewise. */
export function dealRequests(requests: Requests, parts: number): { requests: Requests; ids: Int32Array }[] {
  return Array.from({ length: parts }, (_, part) => {
    const count = Math.max(0, Math.ceil((requests.count - part) / parts));
    const ids = Int32Array.from({ length: count }, (_, index) => index * parts + part);
    const clients = requests.concurrency;
    return {
      ids,
      requests: {
        count,
        arrived: Float64Array.from(ids, (id) => requests.arrived[id] ?? Number.NaN),
        prompt: Int32Array.from(ids, (id) => requests.prompt[id] ?? 0),
        output: Int32Array.from(ids, (id) => requests.output[id] ?? 0),
        concurrency: clients === undefined ? undefined : Math.ceil((clients - part) / parts),
        offline: requests.offline,
      },
    };
  });
}
