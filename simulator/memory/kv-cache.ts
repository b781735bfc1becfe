import { bytesPerNumber } from '../model/number-formats.ts';
import { rankShape } from '../model/shape.ts';
import type { EngineSpec } from '../spec.ts';

/**
 * Bytes of KV cache that one token takes on one rank, over all of the rank's layers.
 * Keys and values of the rank's KV heads; with MLA one latent vector and its rotary part, on every rank whole.
 * Source: TensorRT-LLM `_torch/pyexecutor/_util.py`, vLLM `v1/kv_cache_interface.py` (page size).
 */
export function kvBytesPerToken(spec: EngineSpec): number {
  const { model } = spec;
  const shape = rankShape(model, spec.tensorParallel, spec.pipelineParallel);
  const perLayer = model.mla ? model.mla.kvLoraRank + model.mla.qkRope : 2 * shape.kvHeads * model.headDim;
  return shape.layers * perLayer * bytesPerNumber[spec.kvFormat];
}

/** The arithmetic of `kvBytesPerToken` with its numbers. */
export function kvBytesFormula(spec: EngineSpec): string {
  const { model } = spec;
  const shape = rankShape(model, spec.tensorParallel, spec.pipelineParallel);
  const size = `${bytesPerNumber[spec.kvFormat]} B`;
  return model.mla
    ? `${shape.layers} layers × (${model.mla.kvLoraRank} latent + ${model.mla.qkRope} rotary) × ${size}`
    : `2 × ${shape.layers} layers × ${shape.kvHeads} KV heads × ${model.headDim} × ${size}`;
}
