import type { Gpu, ModelArchitecture } from '../../catalog/types.ts';
import type { CostConstants, EngineSpec } from '../../simulator/index.ts';
import { constantsOf } from '../../simulator/index.ts';

export const llama8b: ModelArchitecture = {
  name: 'meta-llama/Llama-3.1-8B',
  aliases: [],
  layers: 32,
  hidden: 4096,
  heads: 32,
  kvHeads: 8,
  headDim: 128,
  intermediate: 14336,
  vocab: 128256,
  maxPosition: 131072,
  tiedEmbeddings: false,
  gatedMlp: true,
  parameters: 8.03e9,
  activeParameters: 8.03e9,
  source: 'config.json of meta-llama/Llama-3.1-8B',
};

export const llama2Of7b: ModelArchitecture = {
  ...llama8b,
  name: 'meta-llama/Llama-2-7b-hf',
  kvHeads: 32,
  intermediate: 11008,
  vocab: 32000,
  maxPosition: 4096,
  parameters: 6.738e9,
  activeParameters: 6.738e9,
};

export const llama70b: ModelArchitecture = {
  ...llama8b,
  name: 'meta-llama/Llama-3.1-70B',
  layers: 80,
  hidden: 8192,
  heads: 64,
  intermediate: 28672,
  parameters: 70.55e9,
  activeParameters: 70.55e9,
};

export const mixtral: ModelArchitecture = {
  ...llama8b,
  name: 'mistralai/Mixtral-8x7B-v0.1',
  vocab: 32000,
  maxPosition: 32768,
  parameters: 46.7e9,
  activeParameters: 12.9e9,
  moe: { experts: 8, topK: 2, intermediate: 14336, sharedExperts: 0, denseLayers: 0 },
};

export const h100: Gpu = {
  name: 'H100-SXM5-80GB',
  aliases: [],
  sm: 90,
  memoryBytes: 79.1 * 2 ** 30,
  memoryNominal: '80 GB',
  memoryBandwidth: 3350e9,
  peak: { fp16: 989.4e12, bf16: 989.4e12, fp8: 1978.9e12, int8: 1978.9e12 },
  nvlinkBandwidth: 450e9,
  memorySource: 'TensorRT-LLM v0.15 memory.md',
  source: 'NVIDIA H100 data sheet; total memory as logged in TensorRT-LLM v0.15 memory.md',
};

/** Llama-3.1-8B in FP8 on one H100 under TensorRT-LLM's in-flight batching, with changes. */
export function engineSpec(
  changes: Partial<Omit<EngineSpec, 'batching'>> & { batching?: Partial<EngineSpec['batching']> } = {},
): EngineSpec {
  return {
    engine: 'tensorrt-llm',
    engineVersion: '0.17.0',
    model: llama8b,
    gpu: h100,
    weights: 'fp8',
    activations: 'bf16',
    kvFormat: 'fp8',
    tensorParallel: 1,
    pipelineParallel: 1,
    dataParallel: 1,
    expertParallel: 1,
    maxBatchSize: 256,
    maxNumTokens: 8192,
    maxSeqLen: 4096,
    maxBeamWidth: 1,
    memoryFraction: 0.9,
    maxKvTokens: undefined,
    blockTokens: 64,
    prefixCaching: true,
    instances: 1,
    ...changes,
    batching: {
      kind: 'inflight',
      policy: 'guaranteed-no-evict',
      chunkedPrefill: true,
      maxQueueDelay: 0,
      preferredBatchSizes: [],
      ...changes.batching,
    },
  };
}

/** The constants of a deployment, but with no time in the server before the engine has a request. */
export function withoutServer(spec: EngineSpec): CostConstants {
  const constants = constantsOf(spec.engine, spec.engineVersion);
  return { ...constants, perRequest: { ...constants.perRequest, value: 0 } };
}
