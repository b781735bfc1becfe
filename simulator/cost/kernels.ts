import {
  findKernelRates,
  type KernelFormat,
  type KernelLibrary,
  type KernelOperation,
  type KernelRates,
} from '../../catalog/efficiency.ts';
import type { Gpu } from '../../catalog/types.ts';
import type { NumberFormat, WeightFormat } from '../../deployment/deployment.ts';
import type { EngineSpec } from '../spec.ts';

/** Kernels of a library: SGLang and TGI run kernels of vLLM's kind (CUTLASS, FlashInfer, Triton). */
const libraryOf = ({ engine }: EngineSpec): KernelLibrary =>
  engine === 'tensorrt-llm' || engine === 'triton' ? 'tensorrt-llm' : 'vllm';

export function kernelsOf(spec: EngineSpec, operation: KernelOperation, format: KernelFormat): KernelRates {
  return findKernelRates(operation, spec.gpu, libraryOf(spec), format).rates;
}

/**
 * Families whose FP8 checkpoints have a scale for each 128 × 128 block (`weight_block_size` in their config.json); other
 * FP8 weights have one scale a tensor or channel.
 */
const inBlocks = /deepseek|minimax|qwen3-(235b|30b)|kimi|glm/i;

/** How a weight format is multiplied on this GPU: a narrow format without a unit for it is widened first. */
export function matrixFormat(gpu: Gpu, weights: WeightFormat, model: string): KernelFormat {
  switch (weights) {
    case 'fp8':
      return gpu.peak.fp8 === undefined ? 'bf16' : inBlocks.test(model) ? 'fp8-block' : 'fp8';
    case 'int8-sq':
    case 'w4a8-awq':
      return gpu.peak.fp8 === undefined ? 'bf16' : 'fp8';
    case 'nvfp4':
      return gpu.peak.fp4 === undefined ? 'int4' : 'nvfp4';
    case 'mxfp4':
      return 'mxfp4';
    case 'int4-wo':
    case 'int4-awq':
    case 'int4-gptq':
      return 'int4';
    default:
      return 'bf16';
  }
}

export const attentionFormat = (kv: NumberFormat): KernelFormat =>
  kv === 'fp8' || kv === 'int8' || kv === 'nvfp4' ? 'fp8' : 'bf16';
