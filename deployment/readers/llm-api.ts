import type { SourceFile } from '../../workspace/source-file.ts';
import type { CapacityPolicy, EngineBackend, NumberFormat, WeightFormat } from '../deployment.ts';
import { modelFrom } from '../model-name.ts';
import { type DeploymentParts, mergeParts } from '../parts.ts';
import {
  boolean,
  leaf,
  left,
  limit,
  number,
  oneOf,
  type Reading,
  readLeaves,
  traced,
} from '../settings/leaves.ts';
import type { SettingSource } from '../settings/setting.ts';
import type { Traced } from '../traced.ts';
import { checkpointPrecision } from './checkpoint-precision.ts';
import { tensorrtllmGraphs } from './cuda-graphs.ts';
import { tensorrtllmScheduling } from './scheduling.ts';

/** `QuantAlgo` of tensorrt_llm/quantization/mode.py. */
const algorithms: Readonly<Record<string, WeightFormat | typeof left>> = {
  no_quant: left,
  fp8: 'fp8',
  fp8_per_channel_per_token: 'fp8',
  fp8_block_scales: 'fp8',
  nvfp4: 'nvfp4',
  w8a16: 'int8-wo',
  w4a16: 'int4-wo',
  w4a16_awq: 'int4-awq',
  w4a16_gptq: 'int4-gptq',
  w4a8_awq: 'w4a8-awq',
  w8a8_sq_per_channel: 'int8-sq',
  mxfp4: 'mxfp4',
};

const kvFormats: Reading<NumberFormat> = oneOf<NumberFormat>({
  auto: left,
  fp8: 'fp8',
  nvfp4: 'nvfp4',
  int8: 'int8',
  float16: 'fp16',
  bfloat16: 'bf16',
});

const policies: Reading<CapacityPolicy> = oneOf<CapacityPolicy>({
  guaranteed_no_evict: 'guaranteed-no-evict',
  max_utilization: 'max-utilization',
  static_batch: 'static-batch',
});

const backends: Reading<EngineBackend> = oneOf<EngineBackend>({
  pytorch: 'pytorch',
  // AutoDeploy runs on PyTorch too.
  _autodeploy: 'pytorch',
  autodeploy: 'pytorch',
  tensorrt: 'tensorrt',
  trt: 'tensorrt',
});

const fraction = [
  'kv-cache-config.free-gpu-memory-fraction',
  'kv-cache-free-gpu-memory-fraction',
  'free-gpu-memory-fraction',
  'kv-cache-free-gpu-mem-fraction',
];

/** The arguments of `tensorrt_llm.LLM`, which are also the keys of its YAML and, shortened, the flags of its commands. */
const leaves = [
  leaf('parallelism.tensor', limit, 'tensor-parallel-size', 'tp-size', 'tp'),
  leaf('parallelism.pipeline', limit, 'pipeline-parallel-size', 'pp-size', 'pp'),
  leaf('parallelism.expert', limit, 'moe-expert-parallel-size', 'ep-size', 'ep'),
  leaf('limits.maxBatchSize', limit, 'max-batch-size', 'build-config.max-batch-size'),
  leaf('limits.maxNumTokens', limit, 'max-num-tokens', 'build-config.max-num-tokens'),
  leaf('limits.maxSeqLen', limit, 'max-seq-len', 'build-config.max-seq-len'),
  leaf('limits.maxInputLen', limit, 'build-config.max-input-len'),
  leaf('limits.maxBeamWidth', limit, 'max-beam-width', 'beam-width', 'build-config.max-beam-width'),
  leaf('kvCache.memoryFraction', number, ...fraction),
  leaf('kvCache.maxTokens', limit, 'kv-cache-config.max-tokens'),
  leaf('kvCache.blockTokens', limit, 'kv-cache-config.tokens-per-block'),
  leaf('kvCache.reuse', boolean, 'kv-cache-config.enable-block-reuse'),
  leaf('kvCache.hostBytes', number, 'kv-cache-config.host-cache-size'),
  leaf('kvCache.partialReuse', boolean, 'kv-cache-config.enable-partial-reuse'),
  leaf('kvCache.onboards', boolean, 'kv-cache-config.onboard-blocks'),
  leaf('kvCache.hostPriority', number, 'kv-cache-config.secondary-offload-min-priority'),
  leaf(
    'precision.kvCache',
    kvFormats,
    'kv-cache-config.dtype',
    'kv-cache-dtype',
    'quant-config.kv-cache-quant-algo',
  ),
  leaf('batching.chunkedPrefill', boolean, 'enable-chunked-prefill', 'enable-chunked-context'),
  leaf('batching.policy', policies, 'scheduler-config.capacity-scheduler-policy', 'scheduler-policy'),
];

/** What the arguments of TensorRT-LLM's LLM API say, wherever they are given. */
export function readLlmArguments(
  source: SettingSource,
  model: Traced<string> | undefined,
  files: readonly SourceFile[],
  open = false,
): DeploymentParts {
  return mergeParts(
    { model: modelFrom(model, files) },
    checkpointPrecision({
      source,
      quantization: { names: ['quant-config.quant-algo', 'quantization'], read: oneOf(algorithms) },
      dtype: ['dtype'],
      model,
      files,
      open,
    }),
    readLeaves(source, leaves, open),
    { batching: { ...tensorrtllmScheduling(source), ...tensorrtllmGraphs(source) } },
  );
}

/** The backend that is asked for; undefined where nothing readable is said. */
export const backendOf = (source: SettingSource): Traced<EngineBackend> | undefined =>
  traced(source, backends, 'backend');
