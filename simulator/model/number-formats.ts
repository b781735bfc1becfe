import { memoryFacts } from '../../catalog/memory.ts';
import { bytesPerStoredNumber } from '../../catalog/number-formats.ts';
import type { Gpu } from '../../catalog/types.ts';
import type { NumberFormat, WeightFormat } from '../../deployment/deployment.ts';

/**
 * Bytes that one parameter of a quantised matrix takes, its scales included. Embeddings and the LM head are not
 * quantised by these recipes: see `weights.ts`.
 */
export const bytesPerWeight: Readonly<Record<WeightFormat, number>> = bytesPerStoredNumber;

/** Bytes of one number in the KV cache or among the activations; NVFP4 with its block scales. */
export const bytesPerNumber: Readonly<Record<NumberFormat, number>> = bytesPerStoredNumber;

/** Bytes of one number of the embedding or the LM head: no recipe that the engines ship quantises them. */
export function embeddingBytes(weights: WeightFormat): number {
  return weights === 'fp32' ? bytesPerWeight.fp32 : memoryFacts.embedding.value;
}

type TensorCoreFormat = keyof Gpu['peak'];

/** What the tensor cores multiply in when both operands are there in a narrow format, widest last resort. */
const multiplyIn: Readonly<Partial<Record<WeightFormat, TensorCoreFormat>>> = {
  fp8: 'fp8',
  nvfp4: 'fp4',
  mxfp4: 'fp4',
  'int8-sq': 'int8',
  'w4a8-awq': 'fp8',
};

/**
 * Operations per second for matrices in this format. Weight-only formats (int8-wo, int4-wo, int4-awq, int4-gptq) are
 * widened first and run at the activations' rate; so does a narrow format on a GPU without a unit for it.
 */
export function matrixRate(gpu: Gpu, weights: WeightFormat, activations: NumberFormat): number {
  const narrow = multiplyIn[weights];
  return (narrow && gpu.peak[narrow]) ?? activationRate(gpu, activations);
}

/** Operations per second in the activations' own format: attention and the LM head. */
export function activationRate(gpu: Gpu, activations: NumberFormat): number {
  const half = gpu.peak.fp16 ?? gpu.peak.bf16 ?? gpu.peak.fp32 ?? 0;
  if (activations === 'bf16') return gpu.peak.bf16 ?? half;
  if (activations === 'fp32') return gpu.peak.fp32 ?? half;
  return half;
}
