import type { ModelArchitecture } from '../../catalog/types.ts';

/** One weight matrix as a rank sees it. */
export interface Matrix {
  readonly inputs: number;
  readonly outputs: number;
}

/** What one rank holds of the model under tensor and pipeline parallelism. */
export interface RankShape {
  /** Layers of the rank that has most. */
  readonly layers: number;
  /** Projections of one attention block. */
  readonly attention: readonly Matrix[];
  /** Projections of one layer of linear attention, and how many layers have the one and the other. */
  readonly linear: readonly Matrix[];
  readonly attentionLayers: number;
  readonly linearLayers: number;
  /** Projections of one dense MLP. */
  readonly mlp: readonly Matrix[];
  /** Projections of one routed expert, and of the experts that every token passes. */
  readonly expert: readonly Matrix[];
  readonly sharedExpert: readonly Matrix[];
  readonly denseLayers: number;
  readonly expertLayers: number;
  readonly heads: number;
  readonly kvHeads: number;
}

/**
 * Column-parallel then row-parallel, as Megatron-LM splits and TensorRT-LLM and vLLM follow (arXiv:1909.08053).
 * KV heads are copied where there are fewer than ranks.
 */
export function rankShape(
  model: ModelArchitecture,
  tensorParallel: number,
  pipelineParallel: number,
): RankShape {
  const split = (size: number): number => Math.ceil(size / tensorParallel);
  const heads = split(model.heads);
  const kvHeads = Math.max(1, split(model.kvHeads));
  const mlpOf = (intermediate: number): Matrix[] =>
    intermediate <= 0
      ? []
      : [
          { inputs: model.hidden, outputs: (model.gatedMlp ? 2 : 1) * split(intermediate) },
          { inputs: split(intermediate), outputs: model.hidden },
        ];
  const moe = model.moe;
  const denseLayers = moe ? moe.denseLayers : model.layers;
  const linearLayers = linearLayersOf(model);
  return {
    layers: Math.ceil(model.layers / pipelineParallel),
    linear: linearAttention(model, tensorParallel),
    attentionLayers: model.layers - linearLayers,
    linearLayers,
    attention: model.mla ? latentAttention(model, model.mla, heads) : groupedAttention(model, heads, kvHeads),
    mlp: mlpOf(model.intermediate),
    expert: moe ? mlpOf(moe.intermediate) : [],
    sharedExpert: moe ? mlpOf(moe.sharedExperts * (moe.sharedIntermediate ?? moe.intermediate)) : [],
    denseLayers,
    expertLayers: model.layers - denseLayers,
    heads,
    kvHeads,
  };
}

/** Layers without a KV cache. */
export function linearLayersOf({ layers, linear }: ModelArchitecture): number {
  return linear ? layers - Math.floor(layers / linear.period) : 0;
}

/** Gated DeltaNet (arXiv:2412.06464) as Qwen3-Next has it: queries, keys, values, gates and decays in one product. */
function linearAttention({ hidden, linear }: ModelArchitecture, tensorParallel: number): Matrix[] {
  if (!linear) return [];
  const values = Math.ceil((linear.valueHeads * linear.valueHead) / tensorParallel);
  const keys = Math.ceil((linear.keyHeads * linear.keyHead) / tensorParallel);
  return [
    { inputs: hidden, outputs: 2 * keys + 2 * values + Math.ceil((2 * linear.valueHeads) / tensorParallel) },
    { inputs: values, outputs: hidden },
  ];
}

function groupedAttention(model: ModelArchitecture, heads: number, kvHeads: number): Matrix[] {
  const gates = model.linear ? heads : 0;
  return [
    { inputs: model.hidden, outputs: (heads + gates + 2 * kvHeads) * model.headDim },
    { inputs: heads * model.headDim, outputs: model.hidden },
  ];
}

/** DeepSeek-V2's projections (arXiv:2405.04434, section 2.1): the two down-projections are on every rank. */
function latentAttention(
  model: ModelArchitecture,
  mla: NonNullable<ModelArchitecture['mla']>,
  heads: number,
): Matrix[] {
  const query = heads * (mla.qkNope + mla.qkRope);
  const queries: Matrix[] = mla.qLoraRank
    ? [
        { inputs: model.hidden, outputs: mla.qLoraRank },
        { inputs: mla.qLoraRank, outputs: query },
      ]
    : [{ inputs: model.hidden, outputs: query }];
  return [
    ...queries,
    { inputs: model.hidden, outputs: mla.kvLoraRank + mla.qkRope },
    { inputs: mla.kvLoraRank, outputs: heads * (mla.qkNope + mla.vHead) },
    { inputs: heads * mla.vHead, outputs: model.hidden },
  ];
}
