import { attentionWindow } from '../model/attention-window.ts';
import { bytesPerNumber } from '../model/number-formats.ts';
import type { RankShape } from '../model/shape.ts';
import type { EngineSpec } from '../spec.ts';

/**
 * Seconds that one token takes in the small kernels of all layers: two norms with their residual (three hidden vectors
 * read or written each), rotary embedding (queries and keys read and written), the gate of the MLP (two intermediate
 * vectors read, one written). They move bytes and compute next to nothing; a layer profile of an RTX 4090
 * (casys-kaist/LLMServingSim) has them at the data sheet's memory bandwidth.
 */
export function elementwisePerToken(spec: EngineSpec, shape: RankShape): number {
  const { model, gpu, activations, tensorParallel: tp } = spec;
  const { fullLayers, windowLayers } = attentionWindow(model);
  const layers = fullLayers + windowLayers;
  const gate = (intermediate: number): number => ((model.gatedMlp ? 3 : 2) * intermediate) / tp;
  const moe = model.moe;
  const routed = moe ? gate(moe.topK * moe.intermediate) + gate(moe.sharedExperts * moe.intermediate) : 0;
  const numbers =
    layers * (6 * model.hidden + 2 * (shape.heads + shape.kvHeads) * model.headDim) +
    shape.denseLayers * gate(model.intermediate) +
    shape.expertLayers * routed;
  return (numbers * bytesPerNumber[activations]) / gpu.memoryBandwidth;
}
