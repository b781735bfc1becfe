import { type Constant, calibration } from '../../catalog/calibration.ts';
import { versionAtLeast } from '../model/version.ts';
import type { EngineSpec } from '../spec.ts';

const GiB = 2 ** 30;

/** A buffer beside weights and KV cache: bytes with their arithmetic. */
export interface Buffer {
  readonly bytes: number;
  readonly formula: string;
  readonly source: string;
}

/**
 * The widest live activations of one pass over `maxNumTokens` tokens, in 16 bits: two hidden states, the QKV
 * projection and the MLP's gate, up and product (with experts those of every chosen one, and its hidden state); beside them the logits of the sampled rows. A rule of thumb: within
 * 15 % of the two engine logs that print it (TensorRT-LLM 0.15 docs/source/reference/memory.md; NVIDIA/TensorRT-LLM
 * #1188).
 */
export function activations(spec: EngineSpec, logitRows: number, logitBytes: number): Buffer {
  const { model, tensorParallel: tp } = spec;
  const wide = model.moe
    ? Math.max(
        model.moe.intermediate * (model.moe.topK + model.moe.sharedExperts),
        model.moe.denseLayers > 0 ? model.intermediate : 0,
      )
    : model.intermediate;
  const qkv = ((model.heads + 2 * model.kvHeads) * model.headDim) / tp;
  const routed = model.moe ? model.moe.topK * model.hidden : 0;
  const perToken = 2 * model.hidden + routed + qkv + (model.gatedMlp ? 3 : 2) * (wide / tp);
  const passBytes = spec.maxNumTokens * perToken * 2;
  const logits = logitRows * model.vocab * logitBytes;
  return {
    bytes: passBytes + logits,
    formula:
      `${spec.maxNumTokens} tokens × (${2 + (model.moe?.topK ?? 0)} × ${model.hidden} hidden + ${qkv} QKV + ${model.gatedMlp ? 3 : 2} × ${wide / tp} MLP) × 2 B` +
      ` + ${logitRows} rows × ${model.vocab} logits × ${logitBytes} B`,
    source: 'rule of thumb; checked on TensorRT-LLM v0.15 docs/source/reference/memory.md and #1188',
  };
}

/** Two logits buffers in FP32 for every row. Checked on TensorRT-LLM #1188: 2.66 GB at batch 2048, vocabulary 151,936. */
export function runtimeBuffers(spec: EngineSpec): Buffer {
  const rows = spec.maxBatchSize * spec.maxBeamWidth;
  return {
    bytes: 2 * rows * spec.model.vocab * 4,
    formula: `2 × ${rows} rows × ${spec.model.vocab} logits × 4 B`,
    source: 'fitted to NVIDIA/TensorRT-LLM #1188 (2.66 GB) and v0.15 memory.md',
  };
}

/**
 * The C++ decoder of the TensorRT engine: four FP32 vocabulary buffers and three token buffers of the longest length
 * for every row. Checked on TensorRT-LLM #1188: 5.76 GB at batch 2048. The PyTorch backend samples without it.
 */
export function decoderBuffers(spec: EngineSpec): Buffer | undefined {
  if (versionAtLeast(spec.engineVersion, 1, 0)) return undefined;
  const rows = spec.maxBatchSize * spec.maxBeamWidth;
  return {
    bytes: rows * (4 * spec.model.vocab * 4 + 3 * spec.maxSeqLen * 4),
    formula: `${rows} rows × (4 × ${spec.model.vocab} logits + 3 × ${spec.maxSeqLen} tokens) × 4 B`,
    source: 'fitted to NVIDIA/TensorRT-LLM #1188 (5.76 GB) and v0.15 memory.md',
  };
}

/** What the driver and cuBLAS hold beside TensorRT-LLM's own allocations. */
export function cudaContext(): Buffer {
  return measured(calibration.cudaContextBytes);
}

/** NCCL's buffers; none on one GPU. */
export function communication(ranks: number): Buffer | undefined {
  if (ranks < 2) return undefined;
  return measured(calibration.ncclBytes[ranks === 2 ? '2' : ranks <= 4 ? '4' : '8'], ` at ${ranks} ranks`);
}

/** What vLLM logs as non_torch_memory. */
export function nonTorch(): Buffer {
  return measured(calibration.nonTorchBytes);
}

/** CUDA graphs of a captured engine. */
export function cudaGraphs(): Buffer {
  return measured(calibration.cudaGraphBytes);
}

function measured({ value, source }: Constant, when = ''): Buffer {
  return { bytes: value, formula: `${(value / GiB).toFixed(2)} GiB${when}`, source };
}
