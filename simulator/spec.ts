import type { Gpu, ModelArchitecture } from '../catalog/types.ts';
import type {
  BatchingKind,
  CapacityPolicy,
  EngineBackend,
  EngineName,
  NumberFormat,
  WeightFormat,
} from '../deployment/deployment.ts';
import type {
  SglangScheduling,
  TensorrtLlmScheduling,
  TgiScheduling,
  VllmScheduling,
} from './batching/settings.ts';

/**
 * What is simulated: a Deployment stripped to its values. Nothing is optional that changes a number; what nobody
 * said was filled in by `specOf`, which lists each such assumption. Units: seconds, bytes, tokens.
 */
export interface EngineSpec {
  readonly engine: EngineName;
  readonly engineVersion: string | undefined;
  readonly model: ModelArchitecture;
  readonly gpu: Gpu;
  readonly weights: WeightFormat;
  readonly activations: NumberFormat;
  readonly kvFormat: NumberFormat;
  readonly tensorParallel: number;
  readonly pipelineParallel: number;
  /**
   * Ranks that each serve sequences of their own while the experts are shared among all of them (attention data
   * parallelism); 1 where every rank sees every token. Copies that share nothing are replicas, not this.
   */
  readonly dataParallel: number;
  /** Ranks among which whole experts are dealt; each expert is split over the others. */
  readonly expertParallel: number;
  readonly maxBatchSize: number;
  readonly maxNumTokens: number;
  readonly maxSeqLen: number;
  readonly maxBeamWidth: number;
  readonly memoryFraction: number;
  /** An explicit bound on KV tokens, where one is set. */
  readonly maxKvTokens: number | undefined;
  readonly blockTokens: number;
  /** Blocks of prefixes that were computed before are reused. */
  readonly prefixCaching: boolean;
  /** Host memory to which evicted blocks go, of TensorRT-LLM; absent: none. */
  readonly hostCacheBytes?: number;
  readonly batching: {
    readonly kind: BatchingKind;
    readonly policy: CapacityPolicy;
    readonly chunkedPrefill: boolean;
    readonly maxQueueDelay: number;
    readonly preferredBatchSizes: readonly number[];
    /** Seconds that a static batch waits to be full; absent where an idle engine takes what waits. */
    readonly fullBatchTimeout?: number;
    /** Whether urgent requests are served first; absent where the engine's default holds. */
    readonly priorities?: boolean;
    /** What only this engine has; absent where its defaults hold. */
    readonly tensorrtLlm?: TensorrtLlmScheduling;
    readonly vllm?: VllmScheduling;
    readonly sglang?: SglangScheduling;
    readonly tgi?: TgiScheduling;
  };
  /** Engine copies on the same GPUs. */
  readonly instances: number;
  /** Of TensorRT-LLM; absent where the version decides: PyTorch from 1.0 on. */
  readonly backend?: EngineBackend;
  /** No CUDA graphs (`enforce_eager`, `disable_cuda_graph`); absent where the engine captures them, as it does by default. */
  readonly enforceEager?: boolean;
  /** Batches of decode-only steps that run as CUDA graphs; absent where each is taken to have one of its own. */
  readonly cudaGraphs?: CudaGraphs;
  /** Of vLLM 0.7 to 0.10, which has both engines (`VLLM_USE_V1`); absent where the version decides: V1 from 0.8 on. */
  readonly vllmV1?: boolean;
  /** Tokens that the model's own multi-token prediction drafts in a step, and how many a step yields in the mean. */
  readonly speculation?: { readonly draftTokens: number; readonly accepted: number };
  /** The model that drafts tokens for this one, on the same ranks. */
  readonly draft?: { readonly model: ModelArchitecture; readonly weights: WeightFormat };
}

export interface CudaGraphs {
  /** Captured batch sizes, ascending. */
  readonly sizes: readonly number[];
  /** A batch between two sizes runs at the next one; otherwise only at its own. */
  readonly padding: boolean;
}

/** A value that nobody gave, and whose default it is. Printed with every prediction. */
export interface Assumption {
  readonly what: string;
  readonly value: string;
  readonly because: string;
}

/** Something without which there is no prediction, and how to say it. */
export interface Missing {
  readonly what: string;
  readonly hint: string;
}
