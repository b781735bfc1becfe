import { memoryFacts } from '../../catalog/memory.ts';
import type { ModelArchitecture } from '../../catalog/types.ts';
import { type Matrix, rankShape } from '../model/shape.ts';

/** Parameters that one rank holds of all layers, embeddings and LM head left out. */
export interface RankParameters {
  /** Attention, dense MLPs and shared experts. */
  readonly matrices: number;
  /** Routed experts. */
  readonly experts: number;
  /** Norms, biases and the routers' matrices, which no recipe quantises and every rank holds. */
  readonly unquantised: number;
}

const sizeOf = (matrices: readonly Matrix[]): number =>
  matrices.reduce((total, { inputs, outputs }) => total + inputs * outputs, 0);

/**
 * What a rank holds of a model under tensor parallelism. Where the dimensions give another total than the catalogue
 * has, the difference is split over the ranks as matrices are. Routed experts are dealt or split over all ranks, with
 * attention data parallelism those of all copies (`EngineSpec.dataParallel`). KV heads are copied where there are
 * fewer than ranks, and MLA's two down-projections are on every rank whole.
 */
export function parametersOf(
  model: ModelArchitecture,
  tensorParallel: number,
  dataParallel: number,
): RankParameters {
  const whole = totals(model, 1);
  const rank = totals(model, tensorParallel);
  const tables = (model.tiedEmbeddings ? 1 : 2) * model.vocab * model.hidden;
  const rest = model.parameters - tables - whole.matrices - whole.experts - whole.routers;
  return {
    matrices: Math.max(0, rank.matrices + rest / tensorParallel),
    experts: whole.experts / (tensorParallel * dataParallel),
    unquantised: whole.routers + norms(model) + biases(model, tensorParallel),
  };
}

function totals(
  model: ModelArchitecture,
  tensorParallel: number,
): { readonly matrices: number; readonly experts: number; readonly routers: number } {
  const shape = rankShape(model, tensorParallel, 1);
  const attention =
    sizeOf(shape.attention) * shape.attentionLayers + sizeOf(shape.linear) * shape.linearLayers;
  const dense = sizeOf(shape.mlp) * shape.denseLayers;
  const shared = sizeOf(shape.sharedExpert) * shape.expertLayers;
  const experts = model.moe ? sizeOf(shape.expert) * model.moe.experts * shape.expertLayers : 0;
  const routers = model.moe ? model.hidden * model.moe.experts * shape.expertLayers : 0;
  return { matrices: attention + dense + shared, experts, routers };
}

/** Two norms a layer and one at the end. */
function norms(model: ModelArchitecture): number {
  return (2 * model.layers + 1) * model.hidden;
}

function biases(model: ModelArchitecture, tensorParallel: number): number {
  if (!memoryFacts.qkvBias.models.some((name) => model.name.startsWith(name))) return 0;
  const { heads, kvHeads } = rankShape(model, tensorParallel, 1);
  return model.layers * (heads + 2 * kvHeads) * model.headDim;
}
