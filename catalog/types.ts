/** Where a fact comes from: a file and symbol at a commit, a documentation page, a data sheet, an issue thread. */
export type Source = string;

/** One GPU model. Rates are dense (no sparsity), in units per second; undefined where the GPU has no such unit. */
export interface Gpu {
  /** The catalogue's name, such as `H100-SXM5-80GB`. */
  readonly name: string;
  /** Other spellings that mean the same card: product labels, short names of benchmarks. */
  readonly aliases: readonly string[];
  /** Compute capability as a number: 8.9 is 89, 10.0 is 100, 12.0 is 120. */
  readonly sm: number;
  /** Bytes that the driver reports as total, where known; else the nominal size. */
  readonly memoryBytes: number;
  /** Where `memoryBytes` comes from: read off a driver, or worked out from the nominal size. */
  readonly memorySource: Source;
  readonly memoryNominal: string;
  /** Bytes per second of device memory. */
  readonly memoryBandwidth: number;
  /** Operations per second on tensor cores by number format. */
  readonly peak: Readonly<
    Partial<Record<'fp32' | 'tf32' | 'fp16' | 'bf16' | 'fp8' | 'int8' | 'fp4' | 'int4', number>>
  >;
  readonly multiprocessors?: number;
  readonly l2Bytes?: number;
  /** Bytes per second of NVLink in one direction between all GPUs of a host; 0 where there is none built in. */
  readonly nvlinkBandwidth: number;
  /** NVLink through bridges, which a host may have or not, between so many cards at most. Bytes per second, one way. */
  readonly nvlinkBridge?: { readonly bandwidth: number; readonly gpus: number };
  readonly pcieGeneration?: number;
  readonly powerWatts?: number;
  /** What to know before trusting a figure: conflicts between sources, limits. */
  readonly note?: string;
  readonly source: Source;
}

/** The shape of a decoder-only transformer, enough to count its weights, its KV cache and its work. */
export interface ModelArchitecture {
  /** Hugging Face id, such as `meta-llama/Llama-3.1-8B`. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly intermediate: number;
  readonly vocab: number;
  readonly maxPosition?: number;
  readonly tiedEmbeddings: boolean;
  /** Gate and up projections (SwiGLU): three MLP matrices in place of two. */
  readonly gatedMlp: boolean;
  /** All parameters, experts included. */
  readonly parameters: number;
  /** Parameters that one token passes through; equal to `parameters` for dense models. */
  readonly activeParameters: number;
  readonly moe?: {
    readonly experts: number;
    readonly topK: number;
    readonly intermediate: number;
    readonly sharedExperts: number;
    readonly sharedIntermediate?: number;
    /** Leading layers with a dense MLP. */
    readonly denseLayers: number;
  };
  readonly mla?: {
    readonly kvLoraRank: number;
    readonly qkRope: number;
    readonly qkNope: number;
    readonly vHead: number;
    readonly qLoraRank?: number;
  };
  /**
   * Layers of gated delta rule in place of attention: one layer in `period` has full attention, whose output is gated by
   * as many numbers as there are queries. Such a layer keeps a state of fixed size for each sequence and no KV cache.
   */
  readonly linear?: {
    readonly period: number;
    readonly keyHeads: number;
    readonly valueHeads: number;
    readonly keyHead: number;
    readonly valueHead: number;
  };
  readonly slidingWindow?: number;
  /** Layers with sliding window to layers with full attention in one period, such as `5:1`. */
  readonly slidingPattern?: string;
  readonly source: Source;
}

/** The answer to a loose name: found, one of several, or nothing near but these. */
export type Lookup<T> =
  | { readonly kind: 'found'; readonly item: T }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly T[] }
  | { readonly kind: 'unknown'; readonly nearest: readonly T[] };
