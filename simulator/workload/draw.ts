import { drawLength } from './lengths.ts';
import { type Random, randomOf } from './random.ts';
import type { Arrivals, TracedRequest, Workload } from './workload.ts';

/** One request as it is drawn. Seconds, tokens. One object is reused for all. */
export interface Drawn {
  /** When its client sends it; 0 in a closed loop, where answers decide. */
  arrived: number;
  prompt: number;
  output: number;
}

/** Draws the requests of a workload one after the other, in order of arrival. */
export interface RequestDraw {
  readonly count: number;
  next(into: Drawn): void;
}

/**
 * Request i has the same arrival and lengths whatever serves it, so that batching kinds are compared on the same
 * requests.
 */
export function drawOf(workload: Workload): RequestDraw {
  return workload.trace ? new TraceDraw(workload.trace) : new RandomDraw(workload);
}

/** Requests of a workload. */
export function countOf({ trace, requests }: Workload): number {
  return trace ? trace.length : Math.max(0, Math.floor(requests));
}

export const emptyDraw = (): Drawn => ({ arrived: 0, prompt: 1, output: 1 });

class RandomDraw implements RequestDraw {
  readonly count: number;
  private readonly workload: Workload;
  private readonly prompts: Random;
  private readonly outputs: Random;
  private readonly gap: () => number;
  private now = 0;

  constructor(workload: Workload) {
    this.workload = workload;
    this.count = countOf(workload);
    this.prompts = randomOf(workload.seed, 'prompts');
    this.outputs = randomOf(workload.seed, 'outputs');
    this.gap = gaps(workload.arrivals, randomOf(workload.seed, 'arrivals'));
  }

  next(into: Drawn): void {
    this.now += this.gap();
    into.arrived = this.now;
    into.prompt = drawLength(this.workload.prompt, this.prompts);
    into.output = drawLength(this.workload.output, this.outputs);
  }
}

/** Seconds between arrivals. Gamma gaps of mean 1/rate have shape 1/cv² and scale cv²/rate. */
function gaps(arrivals: Arrivals, random: Random): () => number {
  if (arrivals.kind === 'offline' || arrivals.kind === 'closed') return () => 0;
  const { rate } = arrivals;
  const shape = arrivals.kind === 'gamma' ? 1 / arrivals.cv ** 2 : 1;
  if (shape === 1) return () => random.exponential() / rate;
  if (!Number.isFinite(shape)) return () => 1 / rate;
  return () => random.gamma(shape) / (shape * rate);
}

class TraceDraw implements RequestDraw {
  private readonly sorted: readonly TracedRequest[];
  private at = 0;

  constructor(trace: readonly TracedRequest[]) {
    this.sorted = [...trace].sort((left, right) => left.arrived - right.arrived);
  }

  get count(): number {
    return this.sorted.length;
  }

  next(into: Drawn): void {
    const request = this.sorted[this.at++]!;
    into.arrived = request.arrived;
    into.prompt = Math.max(1, request.promptTokens);
    into.output = Math.max(1, request.outputTokens);
  }
}
