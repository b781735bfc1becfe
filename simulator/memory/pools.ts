import { versionAtLeast } from '../model/version.ts';
import type { EngineSpec } from '../spec.ts';
import type { MemoryItem } from './breakdown.ts';
import {
  activations,
  type Buffer,
  communication,
  cudaContext,
  cudaGraphs,
  decoderBuffers,
  nonTorch,
  runtimeBuffers,
  samplerLogits,
} from './buffers.ts';
import { kvBytesPerToken } from './kv-cache.ts';
import { weightBytes } from './weights.ts';

/** How one engine instance uses a rank's memory: everything but the KV cache, and the KV cache's bytes and why. */
export interface InstanceMemory {
  readonly items: readonly MemoryItem[];
  /** Captured after the KV cache is allocated, so not subtracted from it. */
  readonly late: readonly MemoryItem[];
  /** Bytes that the engine's rule gives the KV cache; negative where the rest does not fit. */
  readonly kvBytes: number;
  readonly kvFormula: string;
  readonly kvSource: string;
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
const sum = (items: readonly MemoryItem[]): number => items.reduce((total, item) => total + item.bytes, 0);

function item(id: MemoryItem['id'], label: string, buffer: Buffer | undefined): MemoryItem[] {
  return buffer ? [{ id, label, ...buffer }] : [];
}

function weights(spec: EngineSpec): MemoryItem {
  const { bytes, formula } = weightBytes(spec);
  return { id: 'weights', label: `Weights (${spec.weights})`, bytes, formula, source: spec.model.source };
}

/** `fraction × (what is free once everything else is loaded)`. `before` is what earlier instances took. */
export function tensorrtLlmMemory(spec: EngineSpec, before: number): InstanceMemory {
  const pytorch = versionAtLeast(spec.engineVersion, 1, 0);
  const items = [
    weights(spec),
    ...item(
      'activations',
      pytorch ? 'Activation peak' : 'Execution context',
      activations(spec, pytorch ? spec.maxBatchSize : 0),
    ),
    ...item('runtime-buffers', 'Runtime buffers', pytorch ? undefined : runtimeBuffers(spec)),
    ...item('decoder-buffers', 'Decoder buffers', decoderBuffers(spec)),
    ...item('communication', 'NCCL', communication(spec.tensorParallel * spec.pipelineParallel)),
    ...item('cuda-context', 'CUDA context', cudaContext()),
    ...item('cuda-graphs', 'CUDA graphs', pytorch ? cudaGraphs() : undefined),
  ];
  const free = spec.gpu.memoryBytes - before - sum(items);
  return {
    items,
    late: [],
    kvBytes: spec.memoryFraction * free,
    kvFormula: `${spec.memoryFraction} × ${gibibytes(free)} free after loading`,
    kvSource: pytorch
      ? 'TensorRT-LLM _torch/pyexecutor/_util.py: fraction × (total − peak)'
      : 'TensorRT-LLM kvCacheManager.cpp: freeGpuMemoryFraction × free memory',
  };
}

/** `utilisation × total − everything else`: the fraction counts weights too. */
export function vllmMemory(spec: EngineSpec, before: number): InstanceMemory {
  const counted = versionAtLeast(spec.engineVersion, 0, 21);
  const graphs = item('cuda-graphs', 'CUDA graphs', cudaGraphs());
  const pass = activations(spec, 0);
  const logits = samplerLogits(spec);
  const items = [
    weights(spec),
    ...item(
      'activations',
      'Activation peak of the profiling run',
      pass.bytes >= logits.bytes ? pass : logits,
    ),
    ...item('communication', 'NCCL', communication(spec.tensorParallel * spec.pipelineParallel)),
    ...item('cuda-context', 'Outside PyTorch (CUDA, cuBLAS)', nonTorch()),
    ...(counted ? graphs : []),
  ];
  const requested = spec.memoryFraction * spec.gpu.memoryBytes;
  const start = requested <= spec.gpu.memoryBytes - before;
  return {
    items,
    late: counted ? [] : graphs,
    kvBytes: start ? requested - sum(items) : spec.gpu.memoryBytes - before - requested,
    kvFormula: `${spec.memoryFraction} × ${gibibytes(spec.gpu.memoryBytes)} − ${gibibytes(sum(items))}`,
    kvSource: 'vLLM v1/worker/gpu_worker.py determine_available_memory',
  };
}

/** Memory of each of the deployment's instances, loaded one after the other on the same GPU. */
export function instanceMemories(spec: EngineSpec): InstanceMemory[] {
  const memories: InstanceMemory[] = [];
  let before = 0;
  for (let instance = 0; instance < spec.instances; instance++) {
    const memory =
      spec.engine === 'tensorrt-llm' || spec.engine === 'triton'
        ? tensorrtLlmMemory(spec, before)
        : vllmMemory(spec, before);
    memories.push(memory);
    before += sum(memory.items) + sum(memory.late) + blocksOf(spec, memory).bytes;
  }
  return memories;
}

/** The KV cache in whole blocks, bounded by an explicit number of tokens where one is set. */
export function blocksOf(spec: EngineSpec, memory: InstanceMemory): { blocks: number; bytes: number } {
  const perToken = kvBytesPerToken(spec);
  const tokens = Math.max(
    0,
    Math.min(memory.kvBytes / perToken, spec.maxKvTokens ?? Number.POSITIVE_INFINITY),
  );
  // TensorRT-LLM rounds its token count up to blocks (kvCacheManager.cpp); vLLM down (kv_cache_utils.py).
  const round = spec.engine === 'tensorrt-llm' || spec.engine === 'triton' ? Math.ceil : Math.floor;
  const blocks = round(tokens / spec.blockTokens - 1e-9);
  return { blocks, bytes: blocks * spec.blockTokens * perToken };
}
