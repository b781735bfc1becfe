import type { ModelArchitecture } from './types.ts';

/** The dimensions that weights are counted from; `moeDenseLayers` counts layers without experts wherever they stand. */
export type Dimensions = Pick<
  ModelArchitecture,
  | 'layers'
  | 'hidden'
  | 'heads'
  | 'kvHeads'
  | 'headDim'
  | 'intermediate'
  | 'vocab'
  | 'tiedEmbeddings'
  | 'gatedMlp'
  | 'moe'
  | 'mla'
  | 'linear'
>;

/**
 * Weights of a decoder by its dimensions: attention, MLP or experts with their router, embedding and output head.
 * Norms, biases and position tables are left out: below 0.1 % in every model of the catalogue.
 */
export function countParameters(model: Dimensions): { parameters: number; activeParameters: number } {
  const embeddings = model.vocab * model.hidden * (model.tiedEmbeddings ? 1 : 2);
  const linearLayers = model.linear ? model.layers - Math.floor(model.layers / model.linear.period) : 0;
  const shared =
    embeddings +
    (model.layers - linearLayers) * attentionParameters(model) +
    linearLayers * linearParameters(model);
  const matrices = (model.gatedMlp ? 3 : 2) * model.hidden;
  const { moe } = model;
  if (moe === undefined) {
    const dense = shared + model.layers * matrices * model.intermediate;
    return { parameters: dense, activeParameters: dense };
  }
  const expertLayers = model.layers - moe.denseLayers;
  const dense = moe.denseLayers * matrices * model.intermediate;
  const always = model.hidden * moe.experts + matrices * (moe.sharedIntermediate ?? 0);
  const expert = matrices * moe.intermediate;
  return {
    parameters: shared + dense + expertLayers * (always + moe.experts * expert),
    activeParameters: shared + dense + expertLayers * (always + moe.topK * expert),
  };
}

/** Queries, keys, values, their gates and decays, and the output of a layer of gated delta rule. */
function linearParameters({ hidden, linear }: Dimensions): number {
  if (linear === undefined) return 0;
  const { keyHeads, keyHead, valueHeads, valueHead } = linear;
  return hidden * (2 * keyHeads * keyHead + 3 * valueHeads * valueHead + 2 * valueHeads);
}

function attentionParameters({ hidden, heads, kvHeads, headDim, mla, linear }: Dimensions): number {
  if (mla === undefined) return hidden * headDim * (2 * (heads + kvHeads) + (linear ? heads : 0));
  const { kvLoraRank, qkRope, qkNope, vHead, qLoraRank } = mla;
  const query =
    qLoraRank === undefined
      ? hidden * heads * (qkNope + qkRope)
      : qLoraRank * (hidden + heads * (qkNope + qkRope));
  const keyValue = hidden * (kvLoraRank + qkRope) + kvLoraRank * heads * (qkNope + vHead);
  return query + keyValue + heads * vHead * hidden;
}
