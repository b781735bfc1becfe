import { calibration } from '../../catalog/calibration.ts';
import {
  activationRate,
  bytesPerNumber,
  bytesPerWeight,
  embeddingBytes,
  matrixRate,
} from '../model/number-formats.ts';
import { type Matrix, rankShape } from '../model/shape.ts';
import type { EngineSpec } from '../spec.ts';
import { attentionCost } from './attention.ts';
import { allReduceOf } from './collective.ts';
import { type CostConstants, constantsOf } from './constants.ts';
import { expertTime } from './experts.ts';
import { gemmTime, type MatrixRates } from './gemm.ts';

/**
 * How long one engine step takes. Everything in seconds. With the batch's composition fixed a decode step is
 * `base + slope · context`, linear in the total context, which is what lets the loop skip equal steps.
 */
export interface StepCost {
  /**
   * All of a step but attention: matrices, collectives, LM head and host.
   * @param tokens new tokens of the step: prompt tokens and one for each decoding sequence
   * @param sampled rows that yield a token
   * @param sequences sequences of the step, among which pipeline stages are filled
   */
  base(tokens: number, sampled: number, sequences: number): number;
  /** Decode attention for one token of context, for layers with full attention and for those with a window. */
  readonly contextSlope: number;
  readonly windowSlope: number;
  /** Attention of `chunk` prompt tokens after `past` tokens that are done. */
  prefillAttention(chunk: number, past: number): number;
  /** Micro-batches in flight under pipeline parallelism when so many sequences run. */
  lanes(sequences: number): number;
  readonly constants: CostConstants;
}

/**
 * The cost of a step for this deployment. Pipeline parallelism is taken in steady state: as many micro-batches as
 * stages, each a share of the step's tokens, so one cycle costs what the share costs on an unsplit model.
 */
export function stepCost(
  spec: EngineSpec,
  constants = constantsOf(spec.engine, spec.engineVersion),
): StepCost {
  const { model, gpu, tensorParallel: tp, pipelineParallel: pp } = spec;
  const shape = rankShape(model, tp, 1);
  const bandwidth = gpu.memoryBandwidth * constants.weightBandwidth.value;
  const activation = bytesPerNumber[spec.activations];
  const matrices: MatrixRates = {
    operations:
      matrixRate(gpu, spec.weights, spec.activations) * constants.matrixEfficiency.value * formatShare(spec),
    bandwidth,
    weight: bytesPerWeight[spec.weights],
    activation,
  };
  const experts: MatrixRates = {
    ...matrices,
    operations: matrices.operations * constants.expertEfficiency.value,
    bandwidth: bandwidth * constants.expertEfficiency.value,
  };
  const headRates: MatrixRates = {
    operations: activationRate(gpu, spec.activations) * constants.matrixEfficiency.value,
    bandwidth,
    weight: embeddingBytes(spec.weights),
    activation,
  };
  const head: Matrix = { inputs: model.hidden, outputs: Math.ceil(model.vocab / tp) };
  const allReduce = allReduceOf(spec, constants);
  const attention = attentionCost(spec, constants);
  const lanes = (sequences: number): number => Math.max(1, Math.min(pp, sequences));

  const layersTime = (tokens: number): number => {
    const total = (list: readonly Matrix[]): number =>
      list.reduce((time, matrix) => time + gemmTime(tokens, matrix, matrices), 0);
    const dense = shape.denseLayers > 0 ? total(shape.mlp) : 0;
    const routed = model.moe
      ? expertTime(tokens, shape.expert, model.moe, experts) + total(shape.sharedExpert)
      : 0;
    const reduces = 2 * model.layers * allReduce(tokens * model.hidden * bytesPerNumber.bf16);
    return (
      model.layers * (total(shape.attention) + constants.perLayer.value) +
      shape.denseLayers * dense +
      shape.expertLayers * routed +
      reduces +
      (pp > 1 ? pp * calibration.peerLatency.value : 0)
    );
  };

  const layersByTokens = memoised(layersTime);
  const headByRows = memoised((rows) => gemmTime(rows, head, headRates));

  return {
    base(tokens, sampled, sequences) {
      const lane = lanes(sequences);
      return (
        layersByTokens(Math.ceil(tokens / lane)) +
        headByRows(Math.ceil(sampled / lane)) +
        constants.perStep.value +
        constants.perSequence.value * sequences
      );
    },
    contextSlope: attention.perContextToken,
    windowSlope: attention.perWindowToken,
    prefillAttention: attention.prefill,
    lanes,
    constants,
  };
}

/** NVFP4 products come less near to their peak than wider ones (catalogue: calibration); the rest are alike. */
function formatShare({ weights, gpu }: EngineSpec): number {
  return weights === 'nvfp4' && gpu.peak.fp4 !== undefined ? calibration.nvfp4Share.value : 1;
}

/** Token counts repeat from step to step; few distinct ones occur. */
function memoised(compute: (count: number) => number): (count: number) => number {
  const known: number[] = [];
  return (count) => {
    const hit = known[count];
    if (hit !== undefined) return hit;
    const value = compute(count);
    if (count < 1 << 16) known[count] = value;
    return value;
  };
}
