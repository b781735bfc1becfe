/** One use of GPU memory, on the rank that has least left. */
export interface MemoryItem {
  readonly id:
    | 'weights'
    | 'kv-cache'
    | 'activations'
    | 'runtime-buffers'
    | 'decoder-buffers'
    | 'cuda-context'
    | 'cuda-graphs'
    | 'communication'
    | 'reserved';
  readonly label: string;
  readonly bytes: number;
  /** The arithmetic with its numbers, for `memory --explain`. */
  readonly formula: string;
  readonly source: string;
}

/** Where every byte of one GPU goes. Bytes, tokens. */
export interface MemoryBreakdown {
  readonly gpuBytes: number;
  readonly items: readonly MemoryItem[];
  readonly weightsBytes: number;
  readonly kvCacheBytes: number;
  readonly kvCacheTokens: number;
  readonly kvBytesPerToken: number;
  readonly kvBlocks: number;
  readonly activationBytes: number;
  readonly otherBytes: number;
  /** What stays free; negative where it does not fit, by how much. */
  readonly freeBytes: number;
  /** Weights and buffers fit and the KV cache holds at least one request of the longest length. */
  readonly fits: boolean;
  /** Why it does not fit. */
  readonly problem?: string;
  /** The longest single request that the KV cache holds, bounded by the engine's own limit. */
  readonly longestRequest: number;
  /** How many requests of the longest length the KV cache holds at once. */
  readonly maxConcurrentLongest: number;
}
