import { findGpu } from '../../catalog/gpus.ts';
import { findModel } from '../../catalog/models.ts';
import { sglangChunkedPrefillSize, sglangMemoryFraction } from '../../catalog/sglang-defaults.ts';
import { type TrtllmBackend, trtllmDefault } from '../../catalog/trtllm-defaults.ts';
import type { Gpu, ModelArchitecture } from '../../catalog/types.ts';
import { compareVersions } from '../../catalog/version.ts';
import { vllmDefault } from '../../catalog/vllm-defaults.ts';
import type { EngineName, NumberFormat, WeightFormat } from '../../deployment/deployment.ts';
import { bytesPerWeight } from '../model/number-formats.ts';
import { servedModel } from '../model/served-model.ts';
import type { EngineSpec } from '../spec.ts';
import type { LengthDistribution, Workload } from '../workload/workload.ts';
import { engineOf, releaseOf } from './engine-release.ts';
import { isInferenceX, type Recipe, recipeOf } from './inferencex.ts';
import type { Measurement } from './measurement.ts';

/** What was run to measure a row: one run serves all rows with the same settings. */
export interface Experiment {
  readonly spec: EngineSpec;
  readonly workload: Workload;
  /** One batch, not a stream of requests. */
  readonly static: boolean;
  /** Decode steps that a request waits in the mean before the scheduler takes it; absent where it is taken at once. */
  readonly waitSteps?: number;
  /** Ranks whose host work one core does, one rank after the other; absent where each has cores of its own. */
  readonly ranksPerCore?: number;
}

export type Planned = { readonly experiment: Experiment } | { readonly skipped: string };

const weightFormats: Readonly<Record<string, WeightFormat>> = {
  fp16: 'fp16',
  bf16: 'bf16',
  fp8: 'fp8',
  fp8_block: 'fp8',
  nvfp4: 'nvfp4',
  mxfp4: 'mxfp4',
  int4_wo: 'int4-wo',
  int8_wo: 'int8-wo',
  int8_sq: 'int8-sq',
  int4_awq: 'int4-awq',
  int4_gptq: 'int4-gptq',
  w4a8_awq: 'w4a8-awq',
};
const kvFormats: Readonly<Record<string, NumberFormat>> = {
  fp16: 'fp16',
  bf16: 'bf16',
  fp8: 'fp8',
  int8: 'int8',
  nvfp4: 'nvfp4',
};

/** The experiment behind a row, or why Batchwise does not score it: only what is out of scope is skipped. */
export function experimentOf(row: Measurement): Planned {
  const engine = engineOf(row);
  if (engine === undefined) return { skipped: `engine not modelled: ${row.engine}` };
  if (row.quality === 'C') return { skipped: 'quality C: settings missing or ambiguous' };
  if (row.mode === 'disagg') return { skipped: 'prefill and decode on separate workers' };
  if (/\bMTP[1-9]|\beagle\b/i.test(row.notes)) return { skipped: 'speculative decoding' };
  const model = findModel(row.model);
  if (model.kind !== 'found') return { skipped: `architecture unknown: ${row.model}` };
  const gpu = findGpu(row.gpu);
  if (gpu.kind !== 'found') return { skipped: `GPU unknown: ${row.gpu}` };
  const weights = weightsOf(row, model.item);
  if (weights === undefined) return { skipped: `weight format unknown: ${row.weights}` };
  if (row.promptTokens === undefined && row.outputTokens === undefined)
    return { skipped: 'lengths not recorded' };
  const stream = streamOf(row);
  if (stream === undefined) return { skipped: 'neither concurrency nor rate recorded' };
  const workload: Workload = {
    arrivals: stream.arrivals,
    prompt: lengthOf(row, row.promptTokens ?? 1),
    output: lengthOf(row, row.outputTokens ?? 1),
    requests: stream.requests,
    seed: 0,
  };
  const recipe = recipeOf(row);
  return {
    experiment: {
      spec: specOfRow(row, engine, servedModel(model.item, engine), gpu.item, weights, stream.static, recipe),
      workload,
      static: stream.static,
      ...(recipe.waitSteps === undefined ? {} : { waitSteps: recipe.waitSteps }),
      ...(recipe.ranksPerCore === undefined ? {} : { ranksPerCore: recipe.ranksPerCore }),
    },
  };
}

function weightsOf(row: Measurement, model: ModelArchitecture): WeightFormat | undefined {
  const format = weightFormats[row.weights];
  // gpt-oss is published in MXFP4 alone (its model card); "nvfp4" in the rows names the kernels' class.
  return /gpt-oss/.test(model.name) && (format === 'nvfp4' || format === 'fp8') ? 'mxfp4' : format;
}

/**
 * InferenceX draws lengths evenly from 0.8 to 1.0 of the nominal ones (`--random-range-ratio 0.8`). The other closed loops
 * of `aic-gap` have the nominal lengths in the mean (AIPerf's `--synthetic-input-tokens-mean`); some spread is assumed,
 * since with lengths all the same their clients would finish, and send, in lockstep, and first tokens come at half the
 * time that this would take. InferenceX's experimental client has all lengths alike.
 */
function lengthOf(row: Measurement, tokens: number): LengthDistribution {
  const [low, high] = lengthSpread(row);
  if (low === high || tokens <= 1) return { kind: 'fixed', tokens };
  return { kind: 'uniform', low: Math.ceil(low * tokens), high: Math.floor(high * tokens) };
}

function lengthSpread(row: Measurement): readonly [low: number, high: number] {
  if (isInferenceX(row)) return [0.8, 1];
  return row.suite === 'aic-gap' ? [0.9, 1.1] : [1, 1];
}

interface Stream {
  readonly arrivals: Workload['arrivals'];
  readonly requests: number;
  readonly static: boolean;
}

function streamOf(row: Measurement): Stream | undefined {
  const clients = row.concurrency;
  if (/static/i.test(row.notes) || row.mode.startsWith('static') || row.rate === 'batch') {
    const batch = clients ?? row.maxBatchSize;
    return batch === undefined
      ? undefined
      : { arrivals: { kind: 'offline' }, requests: batch, static: !row.suite.startsWith('argonne') };
  }
  // InferenceX and NVIDIA's runs send ten requests a client; beyond a few thousand nothing changes.
  if (clients !== undefined)
    return {
      arrivals: { kind: 'closed', concurrency: clients },
      requests: Math.min(10 * clients, Math.max(4 * clients, 1500)),
      static: false,
    };
  if (row.rate === 'inf' || row.rate === 'qps=INF')
    return {
      arrivals: { kind: 'offline' },
      requests: row.rate === 'inf' ? offlineRequests(row) : 500,
      static: false,
    };
  const qps = Number(/^qps=(\d+(?:\.\d+)?)$/.exec(row.rate)?.[1]);
  if (qps > 0) return { arrivals: { kind: 'poisson', rate: qps }, requests: 500, static: false };
  // In these rows the column holds how many clients there were.
  const rate = Number(row.rate);
  if (rate >= 1 && row.maxBatchSize !== undefined)
    return { arrivals: { kind: 'closed', concurrency: rate }, requests: 4 * rate, static: false };
  return undefined;
}

/** The tables take more requests where they are short, so that filling and draining do not count. */
function offlineRequests(row: Measurement): number {
  const tokens = (row.promptTokens ?? 1) + (row.outputTokens ?? 1);
  return tokens <= 512 ? 6000 : tokens <= 5000 ? 3000 : 1000;
}

function specOfRow(
  row: Measurement,
  engine: EngineName,
  model: ModelArchitecture,
  gpu: Gpu,
  weights: WeightFormat,
  isStatic: boolean,
  recipe: Recipe,
): EngineSpec {
  const version = releaseOf(row, engine);
  const { prompt, output, batch } = {
    prompt: row.promptTokens ?? 1,
    output: row.outputTokens ?? 1,
    batch: row.concurrency ?? row.maxBatchSize,
  };
  const limits = limitsOfRow(row, engine, version, gpu, prompt + output);
  const attentionData = /attention-DP/i.test(row.notes);
  const activations: NumberFormat = weights === 'fp16' || gpu.sm < 80 ? 'fp16' : 'bf16';
  const noted = Number(/max_num_tokens (\d+)/.exec(row.notes)?.[1] ?? recipe.maxNumTokens);
  const fraction = Number(/kv_frac (0\.\d+)/.exec(row.notes)?.[1]);
  return {
    engine,
    engineVersion: version,
    model,
    gpu,
    weights,
    activations,
    kvFormat: kvFormats[row.kv] ?? recipe.kvFormat ?? defaultKv(row, engine, weights, activations),
    tensorParallel: attentionData ? 1 : row.tensorParallel,
    pipelineParallel: row.pipelineParallel,
    dataParallel: attentionData ? row.tensorParallel : row.dataParallel,
    expertParallel: attentionData ? row.tensorParallel : row.expertParallel,
    maxBatchSize: Math.max(
      row.maxBatchSize ??
        Math.min(limits.sequences, fittingSequences(row, model, gpu, weights, prompt + output)),
      batch ?? 0,
    ),
    maxNumTokens: isStatic
      ? Math.max(limits.tokens, prompt * (batch ?? 1))
      : noted > 0
        ? noted
        : Math.max(limits.tokens, limits.chunked ? 0 : prompt),
    maxSeqLen: Math.max(Math.ceil(lengthSpread(row)[1] * (prompt + output)), 2),
    maxBeamWidth: 1,
    memoryFraction: fraction > 0 ? fraction : (recipe.memoryFraction ?? limits.fraction),
    maxKvTokens: undefined,
    blockTokens: limits.block,
    // The prompts of benchmarks are random and share nothing.
    prefixCaching: false,
    batching: {
      kind: isStatic ? 'static' : 'inflight',
      policy: engine === 'tensorrt-llm' ? 'guaranteed-no-evict' : 'max-utilization',
      chunkedPrefill: limits.chunked,
      maxQueueDelay: 0,
      preferredBatchSizes: [],
    },
    instances: 1,
    ...(recipe.speculation ? { speculation: recipe.speculation } : {}),
  };
}

/**
 * vLLM and SGLang keep the KV cache as the activations; ModelOpt's FP8 and NVFP4 checkpoints ask TensorRT-LLM for FP8, and
 * vLLM reads `kv_cache_quant_algo` of NVIDIA's own (vllm/utils/torch_utils.py resolve_kv_cache_dtype_string).
 */
function defaultKv(
  row: Measurement,
  engine: EngineName,
  weights: WeightFormat,
  activations: NumberFormat,
): NumberFormat {
  const quantised = weights === 'fp8' || weights === 'nvfp4';
  const asked = engine === 'tensorrt-llm' || (engine === 'vllm' && row.model.startsWith('nvidia/'));
  return asked && quantised ? 'fp8' : activations;
}

/**
 * How many sequences of their longest the memory would hold, generously: `trtllm-bench build` and whoever tunes an
 * engine for a table chooses its batch by the data set, and buffers grow with the batch.
 */
function fittingSequences(
  row: Measurement,
  model: ModelArchitecture,
  gpu: Gpu,
  weights: WeightFormat,
  length: number,
): number {
  const ranks = row.tensorParallel * row.pipelineParallel * row.dataParallel;
  const free = 0.95 * ranks * gpu.memoryBytes - model.parameters * bytesPerWeight[weights];
  const numbers = model.mla
    ? model.mla.kvLoraRank + model.mla.qkRope
    : 2 * Math.max(model.kvHeads, row.tensorParallel) * model.headDim;
  const sequences = free / (model.layers * numbers * length);
  return Math.max(16, 2 ** Math.ceil(Math.log2(Math.max(1, sequences))));
}

interface RowLimits {
  readonly sequences: number;
  readonly tokens: number;
  readonly chunked: boolean;
  readonly fraction: number;
  readonly block: number;
}

function limitsOfRow(
  row: Measurement,
  engine: EngineName,
  version: string | undefined,
  gpu: Gpu,
  length: number,
): RowLimits {
  if (engine === 'vllm') return vllmLimits(version ?? '0.19.0', gpu, length);
  if (engine === 'sglang') return sglangLimits(row, version ?? '0.5.9', gpu);
  return tensorrtLimits(version ?? '1.0.0');
}

function vllmLimits(version: string, gpu: Gpu, maxModelLen: number): RowLimits {
  const situation = {
    version,
    memoryBytes: gpu.memoryBytes,
    gpu: gpu.name,
    usage: 'server' as const,
    maxModelLen,
  };
  const chunked = vllmDefault('enable_chunked_prefill', situation)?.value === true;
  const of = (name: Parameters<typeof vllmDefault>[0], otherwise: number): number =>
    Number(vllmDefault(name, { ...situation, chunkedPrefill: chunked })?.value ?? otherwise);
  return {
    sequences: of('max_num_seqs', 256),
    tokens: of('max_num_batched_tokens', 2048),
    chunked,
    fraction: of('gpu_memory_utilization', 0.9),
    block: of('block_size', 16),
  };
}

function sglangLimits(row: Measurement, version: string, gpu: Gpu): RowLimits {
  const tokens = Number(sglangChunkedPrefillSize(version, gpu.memoryBytes)?.value ?? 8192);
  const fraction = sglangMemoryFraction(version, gpu.memoryBytes, {
    chunkedPrefillSize: tokens,
    ranks: row.tensorParallel * row.pipelineParallel,
    tensor: row.tensorParallel,
  });
  return {
    sequences: 4096,
    tokens,
    chunked: true,
    fraction: Number(fraction?.value ?? 0.85),
    block: 1,
  };
}

/** NVIDIA's tables from 0.10 on are run with a batch of up to 2048 unless the row says otherwise. */
function tensorrtLimits(version: string): RowLimits {
  const backend: TrtllmBackend = compareVersions(version, '0.20') >= 0 ? 'pytorch' : 'tensorrt';
  const of = (name: Parameters<typeof trtllmDefault>[0], otherwise: number): number =>
    Number(trtllmDefault(name, version, backend)?.value ?? otherwise);
  return {
    sequences: Math.max(2048, of('max_batch_size', 2048)),
    tokens: Math.max(8192, of('max_num_tokens', 8192)),
    chunked: true,
    fraction: of('kv_cache_free_gpu_mem_fraction', 0.9),
    block: of('tokens_per_block', 64),
  };
}
