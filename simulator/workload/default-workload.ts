import { limitsOf } from '../batching/limits.ts';
import { stepCost } from '../cost/step-cost.ts';
import { kvBlocksOfInstances } from '../memory/memory-of.ts';
import type { EngineSpec } from '../spec.ts';
import { meanLength } from './lengths.ts';
import type { LengthDistribution, Sessions, Workload } from './workload.ts';

/**
 * Chat lengths: means of ShareGPT in Kwon et al. 2023 (vLLM, section 6.2 and figure 11), 161 and 338 tokens. The
 * spread is Batchwise's choice; with it the medians are mean · exp(−σ²/2).
 */
const sigma = 1;
const chat = (mean: number): LengthDistribution => ({
  kind: 'lognormal',
  median: Math.round(mean * Math.exp(-(sigma ** 2) / 2)),
  sigma,
});

/** A workload for who named none, and sentences that say whose numbers it has. */
export interface DefaultedWorkload {
  readonly workload: Workload;
  readonly notes: readonly string[];
}

/**
 * What is simulated where the user names no workload: chat-like lengths, 512 requests, Poisson arrivals at 70 % of
 * what this deployment can answer in flight, to two significant digits. `overrides` are what the user did name.
 */
export function defaultWorkload(spec: EngineSpec, overrides: Partial<Workload> = {}): DefaultedWorkload {
  const notes: string[] = [];
  if (overrides.trace) {
    const base: Workload = {
      arrivals: { kind: 'offline' },
      prompt: chat(161),
      output: chat(338),
      requests: overrides.trace.length,
      seed: 0,
    };
    return { workload: { ...base, ...overrides }, notes };
  }
  const prompt = overrides.prompt ?? chat(161);
  const output = overrides.output ?? chat(338);
  if (!overrides.prompt || !overrides.output) {
    notes.push(
      `lengths ${[overrides.prompt ? '' : 'of prompts', overrides.output ? '' : 'of answers'].filter(Boolean).join(' and ')} are Batchwise's default: ` +
        'lognormal with the means of ShareGPT (161 and 338 tokens, Kwon et al. 2023) and sigma 1',
    );
  }
  const arrivals = overrides.arrivals ?? {
    kind: 'poisson' as const,
    rate: twoDigits(0.7 * arrivalsAnswered(spec, prompt, output, overrides.sessions)),
  };
  if (!overrides.arrivals && 'rate' in arrivals) {
    notes.push(
      `${arrivals.rate} ${overrides.sessions ? 'conversations' : 'requests'} a second, Poisson, are Batchwise's default: 70 % of what this deployment can answer with in-flight batching`,
    );
  }
  if (overrides.requests === undefined) notes.push("512 requests are Batchwise's default");
  const workload: Workload = { requests: 512, seed: 0, ...overrides, arrivals, prompt, output };
  return { workload, notes };
}

/**
 * Requests a second at most, in closed form: as many sequences as slots and KV cache hold, each step decoding them
 * all at half of their answers, and each request's prefill done once.
 */
export function inFlightCapacity(spec: EngineSpec, meanPrompt: number, meanOutput: number): number {
  const cost = stepCost(spec);
  const blocks = kvBlocksOfInstances(spec)[0] ?? 0;
  const limits = limitsOf(spec, cost, blocks);
  const tokens = Math.min(meanPrompt + meanOutput, limits.maxSeqLen, limits.keptTokens);
  const sequences = Math.max(1, Math.min(limits.slots, Math.floor((blocks * limits.blockTokens) / tokens)));
  const context = sequences * (meanPrompt + meanOutput / 2);
  const lanes = cost.lanes(sequences);
  const decode =
    cost.base(sequences, sequences, sequences) + ((cost.contextSlope + cost.windowSlope) * context) / lanes;
  // Prompts ride along with decodes: their tokens cost what they add to a full step.
  const full = Math.max(limits.stepTokens, sequences + 1);
  const perToken =
    (cost.base(full, sequences, sequences) - cost.base(sequences, sequences, sequences)) / (full - sequences);
  const prefill = meanPrompt * perToken + cost.prefillAttention(meanPrompt, 0) / lanes;
  return sequences / (meanOutput * decode + sequences * prefill);
}

/** Requests, or conversations, a second; a conversation's prompts hold what was said before, and none is cached. */
function arrivalsAnswered(
  spec: EngineSpec,
  prompt: LengthDistribution,
  output: LengthDistribution,
  sessions: Sessions | undefined,
): number {
  const [added, answer] = [meanLength(prompt), meanLength(output)];
  if (!sessions) return inFlightCapacity(spec, added, answer);
  const turns = meanLength(sessions.turns);
  return inFlightCapacity(spec, added + ((turns - 1) / 2) * (added + answer), answer) / turns;
}

function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}
