import type { Deployment, NumberFormat, WeightFormat } from '../deployment/deployment.ts';
import { known } from '../deployment/known.ts';
import type { Traced } from '../deployment/traced.ts';
import { capturedGraphs } from './model/captured-graphs.ts';
import { servedModel } from './model/served-model.ts';
import { schedulingOf } from './scheduling-of.ts';
import type { Assumption, EngineSpec, Missing } from './spec.ts';

export type SpecResult =
  | { readonly ok: true; readonly spec: EngineSpec; readonly assumptions: readonly Assumption[] }
  | { readonly ok: false; readonly missing: readonly Missing[] };

const batchwise = "Batchwise's default";
const unknownDefault = "Batchwise's default, since that of this release is not known";
const unreadable = 'what it is cannot be read from the files, and this is put in its place';

/**
 * A Deployment's values as something to simulate. Model, GPU and weight format must be known; what else is unknown
 * is assumed, and each assumption is listed with whose default it is. Defaults of engine versions are already in the
 * Deployment.
 */
export function specOf(deployment: Deployment): SpecResult {
  const architecture = deployment.model.architecture?.value;
  const gpu = deployment.gpu.model?.value;
  const weights = deployment.precision.weights?.value;
  if (!architecture || !gpu || !weights) return { ok: false, missing: missingOf(deployment) };

  const assumptions: Assumption[] = [];
  const unread = new Set(deployment.undetermined);
  /** `at`: the leaf, which may be set to something that nobody can read and is not at its default then. */
  const assume = <T>(
    known: Traced<T> | undefined,
    what: string,
    value: T,
    because: string,
    at?: string,
  ): T => {
    if (known) return known.value;
    const reason = at !== undefined && unread.has(at) ? unreadable : because;
    assumptions.push({ what, value: String(value), because: reason });
    return value;
  };
  const { batching, kvCache, limits, parallelism, precision } = deployment;
  const engine = deployment.engine.name.value;
  const model = servedModel(architecture, engine);
  const likeTensorrt = engine === 'tensorrt-llm' || engine === 'triton';
  if (engine === 'tgi') {
    assumptions.push({ what: 'costs', value: 'vLLM', because: 'nothing measured of TGI is at hand' });
  }
  if (engine === 'triton') {
    assumptions.push({
      what: 'memory and costs',
      value: 'TensorRT-LLM',
      because: "the backend's engine is not known",
    });
  }
  const engineVersion = deployment.engine.version?.value;
  if (engineVersion === undefined) {
    assumptions.push({ what: 'engine version', value: 'the newest', because: 'no version is named' });
  }
  const activations = assume(
    precision.activations,
    'activations',
    activationsFor(weights, gpu.sm),
    `what ${weights} weights are multiplied with by default`,
  );
  const maxNumTokens = assume(limits.maxNumTokens, 'max_num_tokens', 8192, batchwise, 'limits.maxNumTokens');
  // Their defaults follow from tensor parallelism or are 1: only what is set and unreadable is an assumption.
  const ranks = (known: Traced<number> | undefined, what: string, at: string): number =>
    known || unread.has(at) ? assume(known, what, 1, unreadable, at) : 1;
  const spec: EngineSpec = {
    engine,
    engineVersion,
    model,
    gpu,
    weights,
    activations,
    kvFormat: assume(
      precision.kvCache,
      'KV cache format',
      activations,
      'the engines keep it as the activations',
      'precision.kvCache',
    ),
    tensorParallel: assume(
      parallelism.tensor,
      'tensor parallelism',
      1,
      'every engine defaults to one GPU',
      'parallelism.tensor',
    ),
    pipelineParallel: assume(
      parallelism.pipeline,
      'pipeline parallelism',
      1,
      'every engine defaults to one stage',
      'parallelism.pipeline',
    ),
    // Without shared experts data-parallel ranks are replicas, each of which is this deployment alone.
    dataParallel:
      model.moe && parallelism.expert ? ranks(parallelism.data, 'data parallelism', 'parallelism.data') : 1,
    expertParallel: model.moe ? ranks(parallelism.expert, 'expert parallelism', 'parallelism.expert') : 1,
    maxBatchSize: assume(limits.maxBatchSize, 'max_batch_size', 256, batchwise, 'limits.maxBatchSize'),
    maxNumTokens,
    maxSeqLen: assume(
      limits.maxSeqLen,
      'max_seq_len',
      model.maxPosition ?? 4096,
      model.maxPosition ? `the longest position of ${model.name}` : batchwise,
      'limits.maxSeqLen',
    ),
    maxBeamWidth: assume(
      limits.maxBeamWidth,
      'beam width',
      1,
      'every engine defaults to 1',
      'limits.maxBeamWidth',
    ),
    memoryFraction: assume(
      kvCache.memoryFraction,
      likeTensorrt ? 'KV share of free memory' : 'GPU memory utilisation',
      0.9,
      likeTensorrt ? 'TensorRT-LLM from 0.8 on' : engine === 'vllm' ? 'vLLM up to 0.20' : unknownDefault,
      'kvCache.memoryFraction',
    ),
    maxKvTokens: kvCache.maxTokens?.value,
    blockTokens: assume(
      kvCache.blockTokens,
      'tokens per KV block',
      likeTensorrt ? 32 : engine === 'sglang' ? 1 : 16,
      likeTensorrt
        ? 'TensorRT-LLM from 0.20 on'
        : engine === 'sglang'
          ? "SGLang's page_size, unless the attention back end needs another"
          : 'vLLM on CUDA',
      'kvCache.blockTokens',
    ),
    prefixCaching: assume(
      kvCache.reuse,
      'prefix caching',
      true,
      'what the newest releases of all engines do',
      'kvCache.reuse',
    ),
    ...(likeTensorrt && kvCache.hostBytes && { hostCacheBytes: kvCache.hostBytes.value }),
    batching: {
      kind: assume(
        batching.kind,
        'batching',
        engine === 'triton' ? 'static' : 'inflight',
        engine === 'triton' ? 'no dynamic batcher is configured' : 'what LLM engines do',
      ),
      // A choice that only TensorRT-LLM has; the others' schedulers have their own way.
      policy: likeTensorrt
        ? assume(
            batching.policy,
            'capacity policy',
            'guaranteed-no-evict',
            "TensorRT-LLM's default",
            'batching.policy',
          )
        : (batching.policy?.value ?? 'max-utilization'),
      chunkedPrefill: assume(
        batching.chunkedPrefill,
        'chunked prefill',
        true,
        likeTensorrt
          ? 'TensorRT engines from 0.16 on'
          : engine === 'vllm'
            ? 'vLLM from 0.8 on'
            : unknownDefault,
        'batching.chunkedPrefill',
      ),
      maxQueueDelay:
        batching.kind?.value === 'dynamic'
          ? assume(batching.maxQueueDelay, 'max_queue_delay', 0, "Triton's default")
          : (batching.maxQueueDelay?.value ?? 0),
      preferredBatchSizes: batching.preferredBatchSizes?.value ?? [],
      ...schedulingOf(deployment),
    },
    instances: assume(deployment.instances, 'instances', 1, 'one engine on its GPUs'),
    ...(deployment.engine.backend && { backend: deployment.engine.backend.value }),
    ...(asksForV0(batching) && { vllmV1: false }),
  };
  return { ok: true, spec: withGraphs(spec, batching), assumptions };
}

/** Options that only vLLM's V0 has: 0.8 to 0.10 fall back to it (engine/arg_utils.py, `_is_v1_supported_oracle`). */
function asksForV0({ stepsAtOnce, partialPrefills, longPartialPrefills }: Deployment['batching']): boolean {
  return [stepsAtOnce, partialPrefills, longPartialPrefills].some((each) => (each?.value ?? 1) > 1);
}

/** The CUDA graphs that the deployment says, and where it says nothing those of its release. */
function withGraphs(spec: EngineSpec, batching: Deployment['batching']): EngineSpec {
  if (batching.graphs?.value === false) return { ...spec, enforceEager: true };
  const cudaGraphs = capturedGraphs(spec, {
    ...known('sizes', batching.graphSizes?.value),
    ...known('largest', batching.largestGraph?.value),
    ...known('padding', batching.graphPadding?.value),
  });
  return cudaGraphs ? { ...spec, cudaGraphs } : spec;
}

function missingOf(deployment: Deployment): Missing[] {
  const missing: Missing[] = [];
  if (!deployment.model.architecture) {
    const name = deployment.model.name?.value;
    missing.push({
      what: name ? `the architecture of ${name}` : 'the model',
      hint: '--model meta-llama/Llama-3.1-8B, or --model path/to/config.json',
    });
  }
  if (!deployment.gpu.model) missing.push({ what: 'the GPU', hint: '--gpu h100-sxm' });
  if (!deployment.precision.weights) missing.push({ what: 'the weight format', hint: '--weights bf16' });
  return missing;
}

/** BF16 needs compute capability 8.0; before that engines use FP16. */
function activationsFor(weights: WeightFormat, sm: number): NumberFormat {
  if (weights === 'fp32' || weights === 'fp16' || weights === 'bf16') return weights;
  return sm >= 80 ? 'bf16' : 'fp16';
}
