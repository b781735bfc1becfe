import { ContentTree } from './content.ts';
import { drawLength } from './lengths.ts';
import { type Random, randomOf } from './random.ts';
import { sharedPrefixes } from './shared-prefix.ts';
import { traceContent } from './trace-content.ts';
import type { Arrivals, TracedRequest, Workload } from './workload.ts';

/** One request as it is drawn. Seconds, tokens. One object is reused for all. */
export interface Drawn {
  /** When its client sends it; 0 in a closed loop, where answers decide. */
  arrived: number;
  prompt: number;
  output: number;
  /** 0 is the most urgent. */
  priority: number;
  /** The deepest node of the content tree that its prompt and answer hold, −1: it shares nothing. */
  content: number;
  /** Its conversation, −1: none. */
  session: number;
}

/** Draws the requests of a workload one after the other, in order of arrival. */
export interface RequestDraw {
  readonly count: number;
  readonly tree: ContentTree;
  /** Whether requests may have anything in common. */
  readonly shares: boolean;
  next(into: Drawn): void;
}

/**
 * Request i has the same arrival and lengths whatever serves it, so that batching kinds are compared on the same
 * requests.
 */
export function drawOf(workload: Workload): RequestDraw {
  return workload.trace ? new TraceDraw(workload, workload.trace) : new RandomDraw(workload);
}

/** Requests of a workload. */
export function countOf({ trace, requests }: Workload): number {
  return trace ? trace.length : Math.max(0, Math.floor(requests));
}

export const emptyDraw = (): Drawn => ({
  arrived: 0,
  prompt: 1,
  output: 1,
  priority: 0,
  content: -1,
  session: -1,
});

class RandomDraw implements RequestDraw {
  readonly count: number;
  readonly shares: boolean;
  readonly tree = new ContentTree();
  private readonly workload: Workload;
  private readonly prompts: Random;
  private readonly outputs: Random;
  private readonly moment: () => number;
  private readonly priority: () => number;
  private readonly prefix: () => number;

  constructor(workload: Workload) {
    this.workload = workload;
    this.prefix = sharedPrefixes(workload, this.tree);
    this.shares = this.tree.size > 0;
    this.count = countOf(workload);
    this.prompts = randomOf(workload.seed, 'prompts');
    this.outputs = randomOf(workload.seed, 'outputs');
    this.moment = moments(workload, randomOf(workload.seed, 'arrivals'));
    this.priority = prioritiesOf(workload);
  }

  next(into: Drawn): void {
    into.arrived = this.moment();
    into.content = this.prefix();
    const common = this.tree.start(into.content);
    const prompt = drawLength(this.workload.prompt, this.prompts);
    into.prompt = common > 0 ? Math.max(prompt, common + 1) : prompt;
    into.output = drawLength(this.workload.output, this.outputs);
    into.priority = this.priority();
  }
}

/** When the next request arrives, at each call. */
export function moments(
  { arrivals, requests }: Pick<Workload, 'arrivals' | 'requests'>,
  random: Random,
): () => number {
  if (arrivals.kind === 'ramp') return rampMoments(arrivals.from, arrivals.to, requests, random);
  const gap = gaps(arrivals, random);
  let now = 0;
  return () => {
    now += gap();
    return now;
  };
}

/**
 * A Poisson process whose rate grows from `from` to `to` while `requests` are expected: in the time in which its
 * intensity is even, gaps are exponential (Çinlar 1975, section 4.7).
 */
function rampMoments(from: number, to: number, requests: number, random: Random): () => number {
  const growth = (to * to - from * from) / (2 * requests);
  let expected = 0;
  return () => {
    expected += random.exponential();
    if (growth === 0) return expected / from;
    // from·t + growth·t²/2 = expected, solved without cancellation; a falling ramp ends where its rate is zero.
    return (2 * expected) / (from + Math.sqrt(Math.max(0, from * from + 2 * growth * expected)));
  };
}

export function prioritiesOf({ priorityShares, seed }: Workload): () => number {
  if (!priorityShares || priorityShares.length < 2) return () => 0;
  const random = randomOf(seed, 'priorities');
  const whole = priorityShares.reduce((sum, share) => sum + share, 0);
  return () => {
    let place = random.uniform() * whole;
    const level = priorityShares.findIndex((share) => {
      place -= share;
      return place < 0;
    });
    return level < 0 ? priorityShares.length - 1 : level;
  };
}

/** Seconds between arrivals. Gamma gaps of mean 1/rate have shape 1/cv² and scale cv²/rate. */
function gaps(arrivals: Exclude<Arrivals, { kind: 'ramp' }>, random: Random): () => number {
  if (arrivals.kind === 'offline' || arrivals.kind === 'closed') return () => 0;
  const { rate } = arrivals;
  const shape = arrivals.kind === 'gamma' ? 1 / arrivals.cv ** 2 : 1;
  if (shape === 1) return () => random.exponential() / rate;
  if (!Number.isFinite(shape)) return () => 1 / rate;
  return () => random.gamma(shape) / (shape * rate);
}

class TraceDraw implements RequestDraw {
  readonly tree = new ContentTree();
  readonly shares: boolean;
  private readonly content: (request: TracedRequest) => number;
  private readonly sorted: readonly TracedRequest[];
  private readonly priority: () => number;
  private at = 0;

  constructor(workload: Workload, trace: readonly TracedRequest[]) {
    this.priority = prioritiesOf(workload);
    this.sorted = [...trace].sort((left, right) => left.arrived - right.arrived);
    this.content = traceContent(this.tree);
    this.shares = trace.some(({ hashes }) => hashes !== undefined);
  }

  get count(): number {
    return this.sorted.length;
  }

  next(into: Drawn): void {
    const request = this.sorted[this.at++]!;
    into.arrived = request.arrived;
    into.prompt = Math.max(1, request.promptTokens);
    into.output = Math.max(1, request.outputTokens);
    into.priority = this.priority();
    into.content = this.content(request);
  }
}
