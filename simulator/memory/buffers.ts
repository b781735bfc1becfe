import { byRanks, type Constant, calibration } from '../../catalog/calibration.ts';
import { bytesPerNumber } from '../model/number-formats.ts';
import { versionAtLeast } from '../model/version.ts';
import type { EngineSpec } from '../spec.ts';

const GiB = 2 ** 30;
const { memory } = calibration;
/** Logits, and token ids, are four bytes each. */
const word = bytesPerNumber.fp32;

/** A buffer beside weights and KV cache: bytes with their arithmetic. */
export interface Buffer {
  readonly bytes: number;
  readonly formula: string;
  readonly source: string;
}

/**
 * The widest live activations of one pass over `maxNumTokens` tokens, in 16 bits: hidden states, the QKV projection and
 * the MLP's gate, up and product (with experts those of every chosen one, and its hidden state); beside them the FP32
 * logits of the sampled rows.
 */
export function activations(spec: EngineSpec, logitRows: number): Buffer {
  const { model, tensorParallel: tp } = spec;
  const wide = model.moe
    ? Math.max(
        model.moe.intermediate * (model.moe.topK + model.moe.sharedExperts),
        model.moe.denseLayers > 0 ? model.intermediate : 0,
      )
    : model.intermediate;
  const qkv = ((model.heads + 2 * model.kvHeads) * model.headDim) / tp;
  const routed = model.moe ? model.moe.topK * model.hidden : 0;
  const states = memory.hiddenStates.value;
  const perToken = states * model.hidden + routed + qkv + (model.gatedMlp ? 3 : 2) * (wide / tp);
  const passBytes = spec.maxNumTokens * perToken * bytesPerNumber.bf16;
  const logits = logitRows * model.vocab * word;
  return {
    bytes: passBytes + logits,
    formula:
      `${spec.maxNumTokens} tokens × (${states + (model.moe?.topK ?? 0)} × ${model.hidden} hidden + ${qkv} QKV + ${model.gatedMlp ? 3 : 2} × ${wide / tp} MLP) × ${bytesPerNumber.bf16} B` +
      ` + ${logitRows} rows × ${model.vocab} logits × ${word} B`,
    source: memory.hiddenStates.source,
  };
}

/** Logits buffers in FP32 for every row. */
export function runtimeBuffers(spec: EngineSpec): Buffer {
  const rows = spec.maxBatchSize * spec.maxBeamWidth;
  const { value, source } = memory.runtimeLogits;
  return {
    bytes: value * rows * spec.model.vocab * word,
    formula: `${value} × ${rows} rows × ${spec.model.vocab} logits × ${word} B`,
    source,
  };
}

/**
 * The C++ decoder of the TensorRT engine: FP32 vocabulary buffers and token buffers of the longest length for every
 * row. The PyTorch backend samples without it.
 */
export function decoderBuffers(spec: EngineSpec): Buffer | undefined {
  if (versionAtLeast(spec.engineVersion, 1, 0)) return undefined;
  const rows = spec.maxBatchSize * spec.maxBeamWidth;
  const logits = memory.decoderLogits.value;
  const tokens = memory.decoderTokens.value;
  return {
    bytes: rows * (logits * spec.model.vocab * word + tokens * spec.maxSeqLen * word),
    formula: `${rows} rows × (${logits} × ${spec.model.vocab} logits + ${tokens} × ${spec.maxSeqLen} tokens) × ${word} B`,
    source: memory.decoderLogits.source,
  };
}

/** What the driver and cuBLAS hold beside TensorRT-LLM's own allocations. */
export function cudaContext(): Buffer {
  return measured(memory.cudaContextBytes);
}

/** NCCL's buffers; none on one GPU. */
export function communication(ranks: number): Buffer | undefined {
  if (ranks < 2) return undefined;
  const { value, source } = memory.ncclBytes;
  return measured({ value: byRanks(value, ranks), source }, ` at ${ranks} ranks`);
}

/** The sampled rows of vLLM's profiling run, whose logits may need more than the pass itself. */
export function samplerLogits(spec: EngineSpec): Buffer {
  const { value, source } = memory.samplerLogits;
  return {
    bytes: spec.maxBatchSize * spec.model.vocab * word * value,
    formula: `${spec.maxBatchSize} rows × ${spec.model.vocab} logits × ${word} B × ${value}`,
    source,
  };
}

/** What vLLM logs as non_torch_memory. */
export function nonTorch(): Buffer {
  return measured(memory.nonTorchBytes);
}

/** CUDA graphs of a captured engine. */
export function cudaGraphs(): Buffer {
  return measured(memory.cudaGraphBytes);
}

function measured({ value, source }: Constant, when = ''): Buffer {
  return { bytes: value, formula: `${(value / GiB).toFixed(2)} GiB${when}`, source };
}
