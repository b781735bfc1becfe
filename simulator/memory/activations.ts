import { memoryFacts, untilVersion } from '../../catalog/memory.ts';
import { bytesPerNumber } from '../model/number-formats.ts';
import type { EngineSpec } from '../spec.ts';
import type { Buffer } from './buffer.ts';
import { isTensorrt } from './engine-kind.ts';

/** Logits, and token ids, are four bytes each. */
const word = bytesPerNumber.fp32;

/**
 * The widest live activations of one pass over so many tokens, in 16 bits: hidden states, the MLP's gate, up and
 * product, and with TensorRT-LLM the QKV projection; with experts those of every chosen one.
 */
export function passActivations(spec: EngineSpec, tokens: number): Buffer {
  const { model, tensorParallel: tp } = spec;
  const tensorrt = isTensorrt(spec);
  const { hiddenStates, source } = tensorrt
    ? memoryFacts.pass.tensorrtLlm
    : untilVersion(memoryFacts.pass.pytorch, spec.engine === 'vllm' ? spec.engineVersion : undefined);
  const matrices = model.gatedMlp ? 3 : 2;
  const qkv = tensorrt ? ((model.heads + 2 * model.kvHeads) * model.headDim) / tp : 0;
  const dense = model.moe && model.moe.denseLayers === 0 ? 0 : matrices * (model.intermediate / tp);
  const wide = hiddenStates * model.hidden + qkv + dense;
  const routed = expertNumbers(spec);
  const chunk = Math.min(tokens, memoryFacts.pass.expertChunk.value);
  const bytes =
    Math.max(tokens * wide, tokens * (hiddenStates * model.hidden + qkv) + chunk * routed) *
    bytesPerNumber.bf16;
  return {
    bytes,
    formula:
      routed > dense
        ? `(${tokens} tokens × ${hiddenStates} × ${model.hidden} hidden${qkv > 0 ? ` and ${qkv} QKV` : ''} + ${chunk} × ${routed} of routed experts) × ${bytesPerNumber.bf16} B`
        : `${tokens} tokens × (${hiddenStates} × ${model.hidden} hidden${qkv > 0 ? ` + ${qkv} QKV` : ''} + ${dense} MLP) × ${bytesPerNumber.bf16} B`,
    source,
  };
}

/**
 * Numbers that one token's routed experts keep at once: the gate and up projections, or the outputs where those are
 * wider, share a buffer; beside it their product (vLLM fused_moe/fused_moe.py: intermediate_cache1 to 3), and the
 * shared experts'.
 */
function expertNumbers({ model, tensorParallel, dataParallel, expertParallel }: EngineSpec): number {
  if (!model.moe) return 0;
  const { topK, intermediate, sharedExperts } = model.moe;
  const ranks = Math.max(1, (tensorParallel * dataParallel) / expertParallel);
  const width = intermediate / ranks;
  const both = (model.gatedMlp ? 2 : 1) * width;
  const shared = sharedExperts * (model.moe.sharedIntermediate ?? intermediate) * (3 / tensorParallel);
  return topK * (Math.max(both, model.hidden) + width) + shared;
}

/** FP32 logits of so many rows; they are gathered whole on the rank that samples. */
export function logits(spec: EngineSpec, rows: number): number {
  return rows * spec.model.vocab * word;
}
