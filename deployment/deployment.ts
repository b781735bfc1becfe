import type { Gpu, ModelArchitecture } from '../catalog/types.ts';
import type { Traced } from './traced.ts';

export const engineNames = ['tensorrt-llm', 'vllm', 'sglang', 'tgi', 'triton'] as const;
export type EngineName = (typeof engineNames)[number];

/** What runs the model inside TensorRT-LLM: a built engine, or PyTorch (from 1.0 on the default of its LLM API). */
export type EngineBackend = 'tensorrt' | 'pytorch';

/** How weights are stored, in the words of `--weights`. */
export const weightFormats = [
  'fp32',
  'bf16',
  'fp16',
  'fp8',
  'nvfp4',
  'mxfp4',
  'int8-sq',
  'int8-wo',
  'int4-wo',
  'int4-awq',
  'int4-gptq',
  'w4a8-awq',
] as const;
export type WeightFormat = (typeof weightFormats)[number];

export type NumberFormat = 'fp32' | 'bf16' | 'fp16' | 'fp8' | 'int8' | 'nvfp4';

/**
 * static: a batch is formed when the engine is idle and runs until its last request is done.
 * dynamic: the same, but Triton's dynamic batcher decides when a batch is formed (delay, preferred sizes).
 * inflight: requests join and leave between steps (continuous batching).
 */
export const batchingKinds = ['static', 'dynamic', 'inflight'] as const;
export type BatchingKind = (typeof batchingKinds)[number];

export const capacityPolicies = ['guaranteed-no-evict', 'max-utilization', 'static-batch'] as const;
export type CapacityPolicy = (typeof capacityPolicies)[number];

/** In which order SGLang tries who waits. */
export const queueOrders = ['fcfs', 'lpm', 'dfs-weight', 'lof', 'random'] as const;
export type QueueOrder = (typeof queueOrders)[number];

export const chunkingPolicies = ['first-come-first-served', 'equal-progress'] as const;
export type ChunkingPolicy = (typeof chunkingPolicies)[number];

/**
 * One engine serving one model, neutral to which engine it is and complete enough to simulate.
 * A field that is absent is unknown: it is never guessed silently. Units: seconds, bytes, tokens.
 */
export interface Deployment {
  /** How a report calls it: the model's folder, the script, the manifest's name. */
  readonly name: string;
  /** The file that decided that there is a deployment here. */
  readonly path?: string;
  readonly engine: {
    readonly name: Traced<EngineName>;
    readonly version?: Traced<string>;
    /** TensorRT-LLM only. */
    readonly backend?: Traced<EngineBackend>;
    /** Where it is not a server: some defaults differ. */
    readonly usage?: 'library' | 'benchmark';
  };
  readonly model: {
    readonly name?: Traced<string>;
    readonly architecture?: Traced<ModelArchitecture>;
  };
  readonly precision: {
    readonly weights?: Traced<WeightFormat>;
    readonly activations?: Traced<NumberFormat>;
    readonly kvCache?: Traced<NumberFormat>;
  };
  readonly parallelism: {
    readonly tensor?: Traced<number>;
    readonly pipeline?: Traced<number>;
    readonly data?: Traced<number>;
    readonly expert?: Traced<number>;
  };
  readonly gpu: {
    readonly model?: Traced<Gpu>;
    /** Where a name fits several cards: all of them. */
    readonly candidates?: Traced<readonly Gpu[]>;
    /** GPUs of one replica. */
    readonly count?: Traced<number>;
  };
  readonly limits: {
    readonly maxBatchSize?: Traced<number>;
    readonly maxNumTokens?: Traced<number>;
    readonly maxSeqLen?: Traced<number>;
    readonly maxInputLen?: Traced<number>;
    readonly maxBeamWidth?: Traced<number>;
  };
  readonly kvCache: {
    /** TensorRT-LLM: of the memory free after loading. vLLM: of all memory, weights included. */
    readonly memoryFraction?: Traced<number>;
    readonly maxTokens?: Traced<number>;
    readonly blockTokens?: Traced<number>;
    readonly reuse?: Traced<boolean>;
    /** Host memory to which TensorRT-LLM moves blocks that the GPU has no room for. */
    readonly hostBytes?: Traced<number>;
    /** TensorRT-LLM: enable_partial_reuse, onboard_blocks, secondary_offload_min_priority. */
    readonly partialReuse?: Traced<boolean>;
    readonly onboards?: Traced<boolean>;
    readonly hostPriority?: Traced<number>;
  };
  readonly batching: {
    readonly kind?: Traced<BatchingKind>;
    readonly policy?: Traced<CapacityPolicy>;
    readonly chunkedPrefill?: Traced<boolean>;
    readonly maxQueueDelay?: Traced<number>;
    readonly preferredBatchSizes?: Traced<readonly number[]>;
    readonly maxQueueSize?: Traced<number>;
    /** Urgent requests are served first. */
    readonly priorities?: Traced<boolean>;
    /** vLLM: long_prefill_token_threshold, scheduler_reserve_full_isl, watermark; of V0 delay factor and pre-emption. */
    readonly longPrefillTokens?: Traced<number>;
    readonly wholePromptFits?: Traced<boolean>;
    readonly watermark?: Traced<number>;
    readonly delayFactor?: Traced<number>;
    readonly preemption?: Traced<'recompute' | 'swap'>;
    /** Of V0: num_scheduler_steps, max_num_partial_prefills, max_long_partial_prefills. */
    readonly stepsAtOnce?: Traced<number>;
    readonly partialPrefills?: Traced<number>;
    readonly longPartialPrefills?: Traced<number>;
    /** Of each rank, for requests that are swapped out. */
    readonly swapBytes?: Traced<number>;
    /** SGLang: of a prefill step, enable_mixed_chunk, schedule_conservativeness. */
    readonly maxPrefillTokens?: Traced<number>;
    readonly mixedChunk?: Traced<boolean>;
    readonly queueOrder?: Traced<QueueOrder>;
    readonly conservativeness?: Traced<number>;
    /** TensorRT-LLM: who of several prompts is computed, and by what the batch and its tokens follow the lengths seen. */
    readonly chunking?: Traced<ChunkingPolicy>;
    readonly batchTuning?: Traced<boolean>;
    readonly tokenTuning?: Traced<boolean>;
    readonly tuningWindow?: Traced<number>;
    /** A step is planned while the one before it runs: TensorRT-LLM's PyTorch backend, vLLM's async_scheduling, SGLang. */
    readonly overlap?: Traced<boolean>;
    /** CUDA graphs of decode-only steps: none at all, of which batches, up to which, and whether others are padded. */
    readonly graphs?: Traced<boolean>;
    readonly graphSizes?: Traced<readonly number[]>;
    readonly largestGraph?: Traced<number>;
    readonly graphPadding?: Traced<boolean>;
    /** TGI: when new requests join those that run. */
    readonly waitingServedRatio?: Traced<number>;
    readonly maxWaitingTokens?: Traced<number>;
  };
  /** Copies of the engine on the same GPUs, each with weights of its own. */
  readonly instances?: Traced<number>;
  readonly ensemble?: { readonly steps: readonly Traced<string>[] };
  readonly replicas?: Traced<number>;
  readonly autoscaling?: {
    readonly metric?: Traced<string>;
    readonly minReplicas?: Traced<number>;
    readonly maxReplicas?: Traced<number>;
  };
  readonly routing?: Traced<string>;
  /** Leaves, as `section.leaf`, that are set to something that cannot be read: unknown, and not the default either. */
  readonly undetermined?: readonly string[];
}
