import type { KernelFormat, KernelOperation } from '../../catalog/efficiency.ts';
import type { WeightFormat } from '../../deployment/deployment.ts';
import {
  activationRate,
  bytesPerNumber,
  bytesPerWeight,
  embeddingBytes,
  matrixRate,
} from '../model/number-formats.ts';
import { type Matrix, rankShape } from '../model/shape.ts';
import type { EngineSpec } from '../spec.ts';
import type { CostConstants } from './constants.ts';
import type { MatrixRates } from './gemm.ts';
import { kernelsOf, matrixFormat } from './kernels.ts';

/** The rates of the matrices of a model: kernels as measured, times what the engine makes of them. */
export interface ModelRates {
  readonly attention: MatrixRates;
  readonly dense: MatrixRates;
  readonly experts: MatrixRates;
  readonly head: MatrixRates;
}

/** No engine makes a kernel better than this share of the data sheet, unless it was measured above it. */
const best = 0.95;
const reached = (share: number, factor: number): number => Math.min(share * factor, Math.max(share, best));

export function matrixRates(spec: EngineSpec, constants: CostConstants): ModelRates {
  const { gpu, model, activations } = spec;
  const of = (
    operation: KernelOperation,
    format: KernelFormat,
    peak: number,
    weight: number,
    factors: { readonly compute: number; readonly bandwidth: number },
  ): MatrixRates => {
    const kernel = kernelsOf(spec, operation, format);
    const wide = kernelsOf(spec, operation, 'bf16').launch;
    return {
      operations:
        peak *
        reached(kernel.compute, factors.compute * (format === 'bf16' ? 1 : constants.narrowRate.value)),
      bandwidth: gpu.memoryBandwidth * kernel.bandwidth * factors.bandwidth,
      weight,
      activation: bytesPerNumber[activations],
      launch:
        operation === 'experts'
          ? kernel.launch * constants.expertLaunch.value
          : (Math.min(kernel.launch, wide) +
              Math.max(0, kernel.launch - wide) * constants.narrowLaunch.value) *
            constants.launchFactor.value,
    };
  };
  const plain = { compute: constants.matrixRate.value, bandwidth: constants.weightRate.value };
  const grouped = { compute: constants.expertRate.value, bandwidth: constants.expertWeightRate.value };
  const half = activationRate(gpu, activations);
  const dense = (weights: WeightFormat): MatrixRates =>
    of(
      'gemm',
      matrixFormat(gpu, weights, model.name),
      matrixRate(gpu, weights, activations),
      bytesPerWeight[weights],
      plain,
    );
  const outside = denseFormat(spec);
  return {
    attention: dense(outside),
    dense: dense(outside),
    experts: of(
      'experts',
      matrixFormat(gpu, spec.weights, model.name),
      expertPeak(spec),
      bytesPerWeight[spec.weights],
      grouped,
    ),
    head: of('gemm', 'bf16', half, embeddingBytes(spec.weights), plain),
  };
}

/**
 * Format of the matrices outside the experts. Mixtures of experts in 4 bits keep them in 16: gpt-oss (model card:
 * MXFP4 for the MoE weights), nvidia/DeepSeek-R1-FP4 and moonshotai/Kimi-K2 (experts only).
 */
export function denseFormat({ model, weights, activations }: EngineSpec): WeightFormat {
  const fourBits = weights === 'nvfp4' || weights === 'mxfp4' || weights.startsWith('int4');
  if (!model.moe || !fourBits) return weights;
  return activations === 'fp16' ? 'fp16' : 'bf16';
}

/** MXFP4 kernels were measured as shares of the 16-bit rate on Hopper and Ada and of the FP8 rate on Blackwell. */
function expertPeak({ gpu, weights, activations }: EngineSpec): number {
  if (weights !== 'mxfp4') return matrixRate(gpu, weights, activations);
  return gpu.peak.fp4 === undefined
    ? activationRate(gpu, activations)
    : (gpu.peak.fp8 ?? activationRate(gpu, activations));
}

/** The matrices of one routed expert as a rank has them: whole experts are dealt first, each split over what is left. */
export function expertMatrices(spec: EngineSpec): readonly Matrix[] {
  const ranks = spec.tensorParallel * spec.dataParallel;
  const split = Math.max(1, ranks / Math.max(1, spec.expertParallel));
  return rankShape(spec.model, split, 1).expert;
}
