import data from './data/vllm-defaults.json' with { type: 'json' };
import { isWithin } from './version.ts';
import type { EngineDefault } from './versioned-default.ts';

export type VllmDefaultName =
  | 'gpu_memory_utilization'
  | 'max_num_seqs'
  | 'max_num_batched_tokens'
  | 'block_size'
  | 'enable_chunked_prefill'
  | 'enable_prefix_caching';

/** What vLLM looks at when it chooses a default. Anything left out makes the defaults that hang on it undefined. */
export interface VllmSituation {
  readonly version: string;
  /** Total memory of one GPU. */
  readonly memoryBytes?: number;
  /** The GPU's name: the A100 is left out of the large defaults by name. */
  readonly gpu?: string;
  /** `vllm serve`, or the `LLM` class. */
  readonly usage?: 'server' | 'llm';
  readonly maxModelLen?: number;
  /** Before 0.8 the token budget hangs on it. */
  readonly chunkedPrefill?: boolean;
}

interface Entry {
  readonly name: string;
  readonly value: number | boolean;
  readonly from?: string;
  readonly before?: string;
  readonly minMemoryGib?: number;
  readonly notGpu?: string;
  readonly usage?: string;
  readonly longerThan?: number;
  readonly chunkedPrefill?: boolean;
  readonly orMaxModelLen?: boolean;
  readonly certain?: boolean;
  readonly source: string;
}

const entries = data.defaults as readonly Entry[];

/**
 * vLLM's default before its own adjustments: afterwards the token budget is at most `max_num_seqs × max_model_len`, at
 * least `max_model_len` without chunked prefill, and `max_num_seqs` at most the token budget.
 */
export function vllmDefault(
  name: VllmDefaultName,
  situation: VllmSituation,
): EngineDefault<number | boolean> | undefined {
  for (const entry of entries) {
    if (entry.name !== name || !isWithin(situation.version, entry.from, entry.before)) continue;
    const fit = fits(entry, situation);
    if (fit === undefined) return undefined;
    if (!fit) continue;
    if (entry.orMaxModelLen && situation.maxModelLen === undefined) return undefined;
    const value = entry.orMaxModelLen ? Math.max(Number(entry.value), situation.maxModelLen!) : entry.value;
    return { value, source: entry.source, certain: entry.certain !== false };
  }
  return undefined;
}

/** Undefined where the entry asks for something that is not known. */
function fits(
  entry: Entry,
  { memoryBytes, gpu, usage, maxModelLen, chunkedPrefill }: VllmSituation,
): boolean | undefined {
  if (entry.usage !== undefined && entry.usage !== (usage ?? 'server')) return false;
  if (entry.chunkedPrefill !== undefined) {
    if (chunkedPrefill === undefined) return undefined;
    if (chunkedPrefill !== entry.chunkedPrefill) return false;
  }
  if (entry.longerThan !== undefined) {
    if (maxModelLen === undefined) return undefined;
    if (maxModelLen <= entry.longerThan) return false;
  }
  if (entry.minMemoryGib !== undefined) {
    if (memoryBytes === undefined) return undefined;
    if (memoryBytes < entry.minMemoryGib * 2 ** 30) return false;
  }
  if (entry.notGpu !== undefined) {
    if (gpu === undefined) return undefined;
    if (gpu.toLowerCase().includes(entry.notGpu)) return false;
  }
  return true;
}
