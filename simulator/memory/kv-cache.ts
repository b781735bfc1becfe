import type { ModelArchitecture } from '../../catalog/types.ts';
import { bytesPerNumber } from '../model/number-formats.ts';
import { linearLayersOf, rankShape } from '../model/shape.ts';
import type { EngineSpec } from '../spec.ts';

/**
 * Bytes of KV cache that one token takes on one rank, over all of the rank's layers and those of a draft model.
 * Keys and values of the rank's KV heads; with MLA one latent vector and its rotary part, on every rank whole.
 * Source: TensorRT-LLM `_torch/pyexecutor/_util.py`, vLLM `v1/kv_cache_interface.py` (page size).
 */
export function kvBytesPerToken(spec: EngineSpec): number {
  return layersOf(spec) * kvBytesPerLayer(spec) + draftKvBytes(spec);
}

/** The same of one layer of the model. */
export function kvBytesPerLayer(spec: EngineSpec): number {
  return numbersPerLayer(spec, spec.model) * bytesPerNumber[spec.kvFormat];
}

/** The draft model's keys and values, on every stage whole. */
export function draftKvBytes(spec: EngineSpec): number {
  const model = spec.draft?.model;
  return model ? model.layers * numbersPerLayer(spec, model) * bytesPerNumber[spec.kvFormat] : 0;
}

/** Layers with a KV cache of the rank that has most. */
export function layersOf({ model, pipelineParallel }: EngineSpec): number {
  return Math.ceil((model.layers - linearLayersOf(model)) / pipelineParallel);
}

/** The arithmetic of `kvBytesPerLayer` with its numbers. */
export function kvLayerFormula(spec: EngineSpec): string {
  const { model } = spec;
  const size = `${bytesPerNumber[spec.kvFormat]} B`;
  return model.mla
    ? `(${model.mla.kvLoraRank} latent + ${model.mla.qkRope} rotary) × ${size}`
    : `2 × ${rankShape(model, spec.tensorParallel, 1).kvHeads} KV heads × ${model.headDim} × ${size}`;
}

function numbersPerLayer(spec: EngineSpec, model: ModelArchitecture): number {
  return model.mla
    ? model.mla.kvLoraRank + model.mla.qkRope
    : 2 * rankShape(model, spec.tensorParallel, 1).kvHeads * model.headDim;
}
