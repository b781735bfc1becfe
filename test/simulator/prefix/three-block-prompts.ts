import { type Retention, simulate, type TracedRequest } from '../../../simulator/index.ts';
import { engineSpec, h100, llama8b } from '../specs.ts';

/** BF16 keys and values of 32 layers with 8 heads of 128 numbers, 32 tokens a block. */
export const blockBytes = 32 * 32 * 2 * 8 * 128 * 2;

/** Requests ten seconds apart, each of two blocks of its own hash and a token behind them. */
const prompts = (hashes: readonly number[]): TracedRequest[] =>
  hashes.map((hash, at) => ({
    arrived: 10 * at,
    promptTokens: 65,
    outputTokens: 1,
    hashes: [hash, 1000 + at],
    hashTokens: 64,
  }));

interface Pools {
  /** Blocks of 32 tokens on the GPU and on the host. */
  readonly blocks: number;
  readonly hostBlocks?: number;
  readonly retention?: Retention | undefined;
  readonly tensorrtLlm?: { readonly hostPriority?: number; readonly onboards?: boolean };
}

/** Runs such prompts through TensorRT-LLM, one after the other. */
export function replay(hashes: readonly number[], { blocks, hostBlocks = 0, retention, tensorrtLlm }: Pools) {
  const trace = prompts(hashes);
  const spec = engineSpec({
    model: llama8b,
    gpu: { ...h100, pcieGeneration: 5 },
    kvFormat: 'bf16',
    blockTokens: 32,
    maxKvTokens: blocks * 32,
    maxSeqLen: 96,
    ...(hostBlocks > 0 && { hostCacheBytes: hostBlocks * blockBytes }),
    ...(tensorrtLlm && { batching: { tensorrtLlm } }),
  });
  return simulate(spec, {
    trace,
    arrivals: { kind: 'offline' },
    prompt: { kind: 'fixed', tokens: 1 },
    output: { kind: 'fixed', tokens: 1 },
    requests: trace.length,
    seed: 1,
    ...(retention && { retention }),
  });
}
