import { attentionWindow } from '../model/attention-window.ts';
import { activationRate, bytesPerNumber } from '../model/number-formats.ts';
import { rankShape } from '../model/shape.ts';
import type { EngineSpec } from '../spec.ts';
import type { CostConstants } from './constants.ts';
import { smoothMax } from './gemm.ts';
import { attentionFormat, kernelsOf } from './kernels.ts';

/** Attention is linear in what it reads, so a few rates say all of it. Seconds, over all layers of the model. */
export interface AttentionCost {
  /** Decode: for each token of context read by the layers with full attention. */
  readonly perContextToken: number;
  /** Decode: for each token inside the window, by the layers that have one. */
  readonly perWindowToken: number;
  /** One layer's call, whatever it reads. */
  readonly launch: number;
  /** Prefill: `chunk` new tokens of a prompt of which `past` tokens are done. */
  prefill(chunk: number, past: number): number;
}

/**
 * Decode reads the KV cache once (memory-bound) or multiplies it by every head of the group (compute-bound: MLA's
 * absorbed form, DeepSeek-V2 appendix). Prefill multiplies queries with keys and probabilities with values:
 * 4 × heads × head size operations for each pair of a token and one before it (FlashAttention counts alike).
 */
export function attentionCost(spec: EngineSpec, constants: CostConstants): AttentionCost {
  const { model, gpu } = spec;
  const { fullLayers, windowLayers, window } = attentionWindow(model);
  const shape = rankShape(model, spec.tensorParallel, spec.pipelineParallel);
  const format = attentionFormat(spec.kvFormat);
  const decode = kernelsOf(spec, 'decode-attention', format);
  const prefill = kernelsOf(spec, 'prefill-attention', format);
  const peak = activationRate(gpu, spec.activations);
  const bandwidth = gpu.memoryBandwidth * decode.bandwidth * constants.kvRate.value;
  // Of the multiplications that decoding pads a group of queries to, MLA's many heads fill all.
  const decodeShare = model.mla ? kernelsOf(spec, 'gemm', 'bf16').compute : decode.compute;

  const kvNumbers = model.mla ? model.mla.kvLoraRank + model.mla.qkRope : 2 * shape.kvHeads * model.headDim;
  // Drafted tokens are checked in the pass that reads the cache for the last one.
  const queries = 1 + (spec.speculation?.draftTokens ?? 0);
  const decodeOperations =
    queries *
    (model.mla
      ? 2 * shape.heads * (2 * model.mla.kvLoraRank + model.mla.qkRope)
      : 4 * shape.heads * model.headDim);
  const yielded = spec.speculation?.accepted ?? 1;
  const perToken = smoothMax(
    (kvNumbers * bytesPerNumber[spec.kvFormat]) / bandwidth,
    decodeOperations / (peak * decodeShare * constants.kvRate.value),
  );
  const pairOperations = model.mla
    ? 2 * shape.heads * (model.mla.qkNope + model.mla.qkRope + model.mla.vHead)
    : 4 * shape.heads * model.headDim;
  const perPair = pairOperations / (peak * prefill.compute * constants.attentionRate.value);

  return {
    perContextToken: (fullLayers * perToken) / yielded,
    perWindowToken: (windowLayers * perToken) / yielded,
    launch: decode.launch * constants.launchFactor.value,
    prefill: (chunk, past) =>
      perPair * (fullLayers * causalPairs(chunk, past) + windowLayers * windowedPairs(chunk, past, window)),
  };
}

/** Σ (past + j) for j = 1…chunk: how many keys the new tokens attend to. */
export function causalPairs(chunk: number, past: number): number {
  return chunk * past + (chunk * (chunk + 1)) / 2;
}

/** The same with at most `window` keys for each token. */
export function windowedPairs(chunk: number, past: number, window: number): number {
  if (past + chunk <= window) return causalPairs(chunk, past);
  const growing = Math.max(0, Math.min(chunk, window - past));
  return causalPairs(growing, past) + (chunk - growing) * window;
}
