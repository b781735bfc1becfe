import { calibration } from '../../catalog/calibration.ts';
import { bytesPerNumber } from '../model/number-formats.ts';
import { stateBytesPerSequence } from '../model/recurrent-state.ts';
import { type Matrix, rankShape } from '../model/shape.ts';
import type { EngineSpec } from '../spec.ts';
import { attentionCost } from './attention.ts';
import { allReduceOf } from './collective.ts';
import { type CostConstants, constantsOf } from './constants.ts';
import { elementwisePerToken } from './elementwise.ts';
import { expertTime } from './experts.ts';
import { gemmTime, type MatrixRates, smoothMax } from './gemm.ts';
import { overlapsHost, withHost } from './host.ts';
import { expertMatrices, matrixRates } from './rates.ts';
import { type StepParts, speculatedDecode, speculatedMixed } from './speculation.ts';

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
  const { model, gpu, tensorParallel: tp, pipelineParallel: pp, dataParallel: dp } = spec;
  const rates = matrixRates(spec, constants);
  const shape = rankShape(model, tp, 1);
  const expert = expertMatrices(spec);
  const ranks = Math.max(1, Math.min(spec.expertParallel, tp * dp));
  const head: Matrix = { inputs: model.hidden, outputs: Math.ceil(model.vocab / tp) };
  const reduceAttention = allReduceOf(spec, constants);
  // Tokens of all ranks meet at the experts: an all-gather before and a reduce-scatter after are one all-reduce.
  const reduceExperts = dp > 1 ? allReduceOf(spec, constants, tp * dp) : reduceAttention;
  const attention = attentionCost(spec, constants);
  const elementwise = elementwisePerToken(spec, shape);
  const lanes = (sequences: number): number => Math.max(1, Math.min(pp, sequences));
  const hiddenBytes = model.hidden * bytesPerNumber.bf16;
  const routing = model.moe && {
    experts: model.moe.experts,
    topK: model.moe.topK,
    ranks,
    skew: constants.expertSkew.value * (1 - 1 / ranks),
  };

  const layersTime = (tokens: number): number => {
    const total = (list: readonly Matrix[], at: MatrixRates): number =>
      list.reduce((time, matrix) => time + gemmTime(tokens, matrix, at), 0);
    const dense = shape.denseLayers > 0 ? total(shape.mlp, rates.dense) : 0;
    const routed = routing
      ? expertTime(tokens * dp, expert, routing, rates.experts) +
        total(shape.sharedExpert, rates.dense) +
        constants.perExpertLayer.value +
        (ranks > 1 ? constants.expertExchange.value : 0)
      : 0;
    const reduces =
      model.layers * reduceAttention(tokens * hiddenBytes) +
      shape.denseLayers * reduceAttention(tokens * hiddenBytes) +
      shape.expertLayers * reduceExperts(tokens * dp * hiddenBytes);
    return (
      shape.attentionLayers * total(shape.attention, rates.attention) +
      shape.linearLayers * total(shape.linear, rates.attention) +
      model.layers * (attention.launch + constants.perLayer.value) +
      shape.denseLayers * dense +
      shape.expertLayers * routed +
      reduces +
      tokens * elementwise +
      (pp > 1 ? pp * calibration.peerLatency.value : 0)
    );
  };
  // Without a CUDA graph, which steps with prompt tokens do not have, the host may be slower than the GPU.
  const eager =
    model.layers * constants.eagerLayer.value +
    (model.moe ? shape.expertLayers * constants.eagerExpertLayer.value : 0);

  const layersByTokens = memoised(layersTime);
  const eagerByTokens = memoised((tokens) => smoothMax(layersByTokens(tokens), eager));
  const headByRows = memoised((rows) => gemmTime(rows, head, rates.head));

  // Linear attention reads and writes the state of each sequence.
  const states = (2 * stateBytesPerSequence(spec)) / (gpu.memoryBandwidth * constants.kvRate.value);
  const perStep = constants.perStep.value;
  const perSequence = constants.perSequence.value;
  const overlapped = overlapsHost(spec);
  const parts: StepParts = {
    layers: layersByTokens,
    head: headByRows,
    host: (rows) => perStep + (perSequence + states) * rows,
    layerCount: model.layers,
  };
  const { speculation } = spec;

  return {
    base: rememberedSteps((tokens, sampled, sequences) => {
      const lane = lanes(sequences);
      if (speculation && lane === 1) {
        if (tokens <= sequences) return speculatedDecode(sequences, parts, speculation);
        const decodes = Math.min(sampled, tokens);
        return Math.max(eager, speculatedMixed(tokens - decodes, decodes, parts, speculation));
      }
      const device =
        (tokens > sequences ? eagerByTokens : layersByTokens)(Math.ceil(tokens / lane)) +
        headByRows(Math.ceil(sampled / lane)) +
        states * sequences;
      return withHost(device, perStep + perSequence * sequences, overlapped);
    }),
    contextSlope: attention.perContextToken,
    windowSlope: attention.perWindowToken,
    prefillAttention: attention.prefill,
    lanes,
    constants,
  };
}

/** Token counts repeat from step to step; few distinct ones occur. */
function memoised(compute: (count: number) => number): (count: number) => number {
  // 0 is not known yet: nothing takes no time but no tokens.
  const known = new Float64Array(1 << 14);
  return (count) => {
    if (count >= known.length) return compute(count);
    if (known[count] === 0) known[count] = compute(count);
    return known[count]!;
  };
}

/** Many steps are alike in all three counts: decoding, every step between two arrivals. Each place keeps its newest. */
function rememberedSteps(compute: StepCost['base']): StepCost['base'] {
  const places = 1 << 12;
  const known = new Float64Array(4 * places);
  return (tokens, sampled, sequences) => {
    const at = 4 * ((31 * tokens + 17 * sampled + sequences) & (places - 1));
    if (known[at] !== tokens || known[at + 1] !== sampled || known[at + 2] !== sequences || tokens === 0) {
      known[at] = tokens;
      known[at + 1] = sampled;
      known[at + 2] = sequences;
      known[at + 3] = compute(tokens, sampled, sequences);
    }
    return known[at + 3]!;
  };
}
