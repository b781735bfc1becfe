import { architectureFromConfig } from '../../catalog/model-config.ts';
import { countParameters } from '../../catalog/parameters.ts';
import type { ModelArchitecture } from '../../catalog/types.ts';
import type { Facts } from './facts.ts';
import { furtherModels, leftOut, likeOther, modelAliases, variantWords } from './model-names.ts';

interface FactModel {
  layers: number;
  hidden: number;
  heads: number;
  kv_heads: number;
  head_dim: number;
  intermediate: number;
  vocab: number;
  max_position?: number;
  tie_embeddings: boolean;
  gated_mlp: boolean;
  moe?: {
    experts: number;
    top_k: number;
    moe_intermediate: number;
    shared_experts: number;
    shared_intermediate?: number;
    dense_layers: number;
  };
  mla?: {
    kv_lora_rank: number;
    qk_rope: number;
    qk_nope: number;
    v_head: number;
    q_lora_rank: number | null;
  };
  sliding_window?: number | null;
  swa_pattern?: string;
  src: string;
  computed_total_b: number;
  computed_active_b: number;
  verified_against?: string;
}

export function models(facts: Facts) {
  const fact = facts.json<{ models: Record<string, FactModel> }>('hardware/models.json').models;
  const known = Object.entries(fact).filter(([name]) => leftOut[name] === undefined);
  const built = known.map(([name, model]) => toArchitecture(name, model));
  const further = Object.entries(likeOther).map(([name, { like, but, source }]) => {
    const dimensions = { ...built.find((model) => model.name === like)!, ...but };
    return { ...dimensions, ...countParameters(dimensions), name, aliases: [], source };
  });
  const read = Object.entries(furtherModels).map(([name, { config, linear, aliases, source }]) => {
    const found = architectureFromConfig(config, name);
    if (found === undefined) throw new Error(`${name}: config.json not understood`);
    const architecture = linear === undefined ? found : { ...found, linear };
    return { ...architecture, ...countParameters(architecture), aliases, source };
  });
  return {
    source:
      'ai-dynamo/aiconfigurator model_configs@095f58a, microsoft/vidur, abhibambhaniya/GenZ-LLM-Analyzer, cli99/llm-analysis, config.json of the models; each model names its own',
    models: [...built, ...further, ...read],
    aliases: Object.entries(modelAliases).flatMap(([model, aliases]) =>
      aliases.map((each) => ({ model, ...each })),
    ),
    variantWords,
    leftOut,
  };
}

function toArchitecture(name: string, fact: FactModel): ModelArchitecture {
  const { moe, mla } = fact;
  const dimensions = {
    layers: fact.layers,
    hidden: fact.hidden,
    heads: fact.heads,
    kvHeads: fact.kv_heads,
    headDim: fact.head_dim,
    intermediate: fact.intermediate,
    vocab: fact.vocab,
    ...(fact.max_position === undefined ? {} : { maxPosition: fact.max_position }),
    tiedEmbeddings: fact.tie_embeddings,
    gatedMlp: fact.gated_mlp,
    ...(moe === undefined ? {} : { moe: toMoe(moe) }),
    ...(mla === undefined ? {} : { mla: toMla(mla) }),
  };
  const counted = countParameters(dimensions);
  checkAgainst(name, 'parameters', counted.parameters, fact.computed_total_b);
  checkAgainst(name, 'active parameters', counted.activeParameters, fact.computed_active_b);
  return {
    name,
    aliases: (modelAliases[name] ?? []).map(({ alias }) => alias),
    ...dimensions,
    ...counted,
    ...(fact.sliding_window ? { slidingWindow: fact.sliding_window } : {}),
    ...(fact.swa_pattern === undefined ? {} : { slidingPattern: fact.swa_pattern }),
    source:
      fact.verified_against === undefined
        ? readable(fact.src)
        : `${fact.src}; checked against ${fact.verified_against}`,
  };
}

/** Dimensions that were not read from a file but hold against the published number of parameters say so. */
const readable = (source: string): string =>
  source.replace(
    'HF config.json (from memory, checked by parameter count)',
    'config.json on Hugging Face, not read; its dimensions agree with the published number of parameters',
  );

function toMoe(moe: NonNullable<FactModel['moe']>): NonNullable<ModelArchitecture['moe']> {
  return {
    experts: moe.experts,
    topK: moe.top_k,
    intermediate: moe.moe_intermediate,
    sharedExperts: moe.shared_experts,
    ...(moe.shared_intermediate === undefined ? {} : { sharedIntermediate: moe.shared_intermediate }),
    denseLayers: moe.dense_layers,
  };
}

function toMla(mla: NonNullable<FactModel['mla']>): NonNullable<ModelArchitecture['mla']> {
  return {
    kvLoraRank: mla.kv_lora_rank,
    qkRope: mla.qk_rope,
    qkNope: mla.qk_nope,
    vHead: mla.v_head,
    ...(mla.q_lora_rank === null ? {} : { qLoraRank: mla.q_lora_rank }),
  };
}

/** The facts counted the same dimensions on their own, to three decimals of a billion. */
function checkAgainst(name: string, what: string, counted: number, factBillions: number): void {
  const error = Math.abs(counted / 1e9 - factBillions);
  if (error > Math.max(0.001, 0.0005 * factBillions))
    throw new Error(`${name}: ${what} ${counted / 1e9}e9, facts say ${factBillions}e9`);
}
