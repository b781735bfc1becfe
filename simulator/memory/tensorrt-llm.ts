import { memoryFacts, visibleMemory } from '../../catalog/memory.ts';
import { bytesPerNumber } from '../model/number-formats.ts';
import type { EngineSpec } from '../spec.ts';
import { logits, passActivations } from './activations.ts';
import { type Buffer, gibibytes, item, sum } from './buffer.ts';
import { cudaGraphs } from './cuda-graphs.ts';
import { isPytorchBackend } from './engine-kind.ts';
import { type InstanceMemory, weightItems } from './instance.ts';
import { communication, cudaContext } from './process.ts';

/** `fraction × (what is free once everything else is loaded)`. `before` is what earlier instances took. */
export function tensorrtLlmMemory(spec: EngineSpec, before: number): InstanceMemory {
  const pytorch = isPytorchBackend(spec);
  const items = [
    ...weightItems(spec),
    ...item(
      'activations',
      pytorch ? 'Activation peak' : 'Execution context',
      pytorch ? pytorchPeak(spec) : passActivations(spec, spec.maxNumTokens),
    ),
    ...item('runtime-buffers', 'Runtime buffers', pytorch ? undefined : runtimeBuffers(spec)),
    ...item('decoder-buffers', 'Decoder buffers', pytorch ? undefined : decoderBuffers(spec)),
    ...item('communication', 'NCCL and all-reduce', communication(spec)),
    ...item('cuda-context', 'CUDA context and cuBLAS', cudaContext(spec)),
    ...item('cuda-graphs', 'CUDA graphs', cudaGraphs(spec)),
  ];
  const free = visibleMemory(spec.gpu).bytes - before - sum(items);
  return {
    items,
    beside: [],
    kvBytes: spec.memoryFraction * free,
    kvFormula: `${spec.memoryFraction} × ${gibibytes(free)} free after loading`,
    kvSource: pytorch
      ? 'TensorRT-LLM _torch/pyexecutor/_util.py: fraction × (total − peak)'
      : 'TensorRT-LLM kvCacheManager.cpp: freeGpuMemoryFraction × free memory',
  };
}

/** The dry run of max_num_tokens tokens, and the FP32 logits of every row. */
function pytorchPeak(spec: EngineSpec): Buffer {
  const pass = passActivations(spec, spec.maxNumTokens);
  return {
    ...pass,
    bytes: pass.bytes + logits(spec, spec.maxBatchSize),
    formula: `${pass.formula} + ${spec.maxBatchSize} rows × ${spec.model.vocab} logits × ${bytesPerNumber.fp32} B`,
  };
}

/** Logits buffers in FP32 for every row. */
function runtimeBuffers(spec: EngineSpec): Buffer {
  const rows = spec.maxBatchSize * spec.maxBeamWidth;
  const { value, source } = memoryFacts.tensorrtEngine.runtimeLogits;
  return {
    bytes: value * logits(spec, rows),
    formula: `${value} × ${rows} rows × ${spec.model.vocab} logits × ${bytesPerNumber.fp32} B`,
    source,
  };
}

/** The C++ decoder: FP32 vocabulary buffers and token buffers of the longest length for every row. */
function decoderBuffers(spec: EngineSpec): Buffer {
  const rows = spec.maxBatchSize * spec.maxBeamWidth;
  const { decoderLogits, decoderTokens } = memoryFacts.tensorrtEngine;
  const tokens = decoderTokens.value * rows * spec.maxSeqLen * bytesPerNumber.fp32;
  return {
    bytes: decoderLogits.value * logits(spec, rows) + tokens,
    formula: `${rows} rows × (${decoderLogits.value} × ${spec.model.vocab} logits + ${decoderTokens.value} × ${spec.maxSeqLen} tokens) × ${bytesPerNumber.fp32} B`,
    source: decoderLogits.source,
  };
}
