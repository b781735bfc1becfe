import { attentionCost } from '../../simulator/cost/attention.ts';
import { type CostConstants, constantsOf } from '../../simulator/cost/constants.ts';
import { gemmTime } from '../../simulator/cost/gemm.ts';
import { kernelsOf } from '../../simulator/cost/kernels.ts';
import type { EngineSpec } from '../../simulator/index.ts';
import { bytesPerNumber, bytesPerWeight, matrixRate } from '../../simulator/model/number-formats.ts';
import type { GemmCase } from './results.ts';

/** Seconds of a matrix product by the kernel tables alone, without what an engine makes of them. */
export function gemmSeconds(spec: EngineSpec, { inputs, outputs, tokens, format }: GemmCase): number {
  const kernel = kernelsOf(spec, 'gemm', format);
  return gemmTime(
    tokens,
    { inputs, outputs },
    {
      operations: matrixRate(spec.gpu, format, 'bf16') * kernel.compute,
      bandwidth: spec.gpu.memoryBandwidth * kernel.bandwidth,
      weight: bytesPerWeight[format],
      activation: bytesPerNumber.bf16,
      launch: kernel.launch,
    },
  );
}

/** Seconds of one layer's attention: for so many tokens of context that decoding reads, or for a prompt. */
export function attentionSeconds(spec: EngineSpec, context: number, prompt = 0): number {
  const cost = attentionCost(spec, ofKernels(constantsOf(spec.engine, spec.engineVersion)));
  return cost.launch + (cost.perContextToken * context + cost.prefill(prompt, 0)) / spec.model.layers;
}

/** The constants with what engines make of attention's kernels taken out. */
function ofKernels(constants: CostConstants): CostConstants {
  const { kvRate, attentionRate, launchFactor } = constants;
  return {
    ...constants,
    kvRate: { ...kvRate, value: 1 },
    attentionRate: { ...attentionRate, value: 1 },
    launchFactor: { ...launchFactor, value: 1 },
  };
}
