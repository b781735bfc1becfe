import type { ByRanks, Constant } from './calibration.ts';
import data from './data/memory.json' with { type: 'json' };
import { gpus } from './gpus.ts';
import type { Gpu, Source } from './types.ts';
import { isWithin } from './version.ts';

/** Facts that hold for releases before `until`; the last of a list for all later ones. */
export interface Until {
  readonly until?: string;
  readonly source: Source;
}

export interface MemoryFacts {
  readonly visible: {
    readonly reserve: Constant;
    readonly cards: readonly { readonly gpu: string; readonly gib: number; readonly source: Source }[];
  };
  /** CUDA context of one process. */
  readonly context: {
    readonly perMultiprocessor: Constant;
    readonly fallback: Constant;
    readonly tensorrtLlm: Constant;
  };
  /** What vLLM logs as non_torch_memory on one GPU. */
  readonly outsidePytorch: readonly (Until & { readonly value: number })[];
  /** Bytes of one number of an embedding or LM head. */
  readonly embedding: Constant;
  /** vLLM pads the vocabulary to a multiple of it. */
  readonly vocabularyPadding: Constant;
  /** Beginnings of the names of models whose QKV projection has a bias. */
  readonly qkvBias: { readonly models: readonly string[]; readonly source: Source };
  /** Hidden states that live at once in a pass, beside what its widest layer holds. */
  readonly pass: {
    readonly tensorrtLlm: { readonly hiddenStates: number; readonly source: Source };
    readonly pytorch: readonly (Until & { readonly hiddenStates: number })[];
    readonly expertChunk: Constant;
  };
  /** FP32 logits of every sampled row that live at once in vLLM's profiling run. */
  readonly sampler: readonly (Until & { readonly copies: number; readonly extraBytes: number })[];
  /** vLLM's V1 before it profiled its sampler. */
  readonly earlyV1: Until & { readonly bytesPerLogit: number };
  readonly cudaGraphs: {
    readonly each: Constant;
    /** Largest batch that is captured. */
    readonly tensorrtLlmBatch: Constant;
    readonly sglangBatch: Constant;
  };
  readonly nccl: {
    readonly nvlink: Constant<ByRanks>;
    readonly pcie: Constant<ByRanks>;
    readonly tensorrtLlm: Constant<ByRanks>;
    readonly allReduce: {
      readonly buffers: number;
      readonly ofTwo: number;
      readonly ofMore: number;
      readonly source: Source;
    };
  };
  /** FP32 logits and token buffers of every row in the runtime and the decoder of a TensorRT engine. */
  readonly tensorrtEngine: {
    readonly runtimeLogits: Constant;
    readonly decoderLogits: Constant;
    readonly decoderTokens: Constant;
  };
  readonly sglang: { readonly slidingShare: Constant };
  readonly tgi: {
    readonly share: readonly (Until & { readonly value: number })[];
    readonly promptLogits: Until & { readonly value: number };
  };
}

export const memoryFacts: MemoryFacts = data;

const known = new Set(gpus.map((gpu) => gpu.name));

/**
 * Bytes that a process can see of a GPU (`cudaMemGetInfo`'s total), which engines divide, and whose figure it is. Never
 * more than the card is said to have; a card that the catalogue does not hold has what it is said to have.
 */
export function visibleMemory(gpu: Gpu): { readonly bytes: number; readonly source: Source } {
  const { cards, reserve } = memoryFacts.visible;
  const measured = cards.find((each) => each.gpu === gpu.name);
  if (measured) return { bytes: Math.min(gpu.memoryBytes, measured.gib * 2 ** 30), source: measured.source };
  return known.has(gpu.name)
    ? { bytes: gpu.memoryBytes - reserve.value, source: reserve.source }
    : { bytes: gpu.memoryBytes, source: gpu.memorySource };
}

/** The entry that holds for a release; without a version, or for one that cannot be read, the newest. */
export function untilVersion<T extends Until>(entries: readonly T[], version: string | undefined): T {
  const newest = entries.at(-1)!;
  if (version === undefined || !/\d+\.\d+/.test(version)) return newest;
  return (
    entries.find((each) => each.until !== undefined && isWithin(version, undefined, each.until)) ?? newest
  );
}
