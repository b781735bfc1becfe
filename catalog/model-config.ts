import { familyOf, isHybrid, type ModelFamily } from './model-families.ts';
import { countParameters } from './parameters.ts';
import type { ModelArchitecture } from './types.ts';

type Config = Readonly<Record<string, unknown>>;

/**
 * The architecture that a Hugging Face `config.json` describes, or the `pretrained_config` of a TensorRT-LLM
 * checkpoint. Undefined where a dimension is missing, the layers are not all of one kind (Mamba, linear attention,
 * per-layer tables), or the model type is not known and not plainly Llama-like. `name` defaults to `_name_or_path`.
 */
export function architectureFromConfig(json: unknown, name?: string): ModelArchitecture | undefined {
  if (!isObject(json)) return undefined;
  // Multimodal checkpoints keep the decoder in a member of its own.
  const config: Config = isObject(json.text_config) ? { ...json.text_config } : json;
  if (isHybrid(config)) return undefined;
  const family = familyOf(config, json);
  if (family === undefined) return undefined;
  const hidden = firstCount(config, ['hidden_size', 'n_embd', 'd_model']);
  const layers = firstCount(config, ['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers']);
  const heads = firstCount(config, ['num_attention_heads', 'n_head', 'n_heads']) ?? family.defaults?.heads;
  const vocab = firstCount(config, ['vocab_size', 'padded_vocab_size']) ?? family.defaults?.vocab;
  if (hidden === undefined || layers === undefined || heads === undefined || vocab === undefined)
    return undefined;
  const intermediate = intermediateOf(config, hidden, family);
  const mla = mlaOf(config);
  const headDim = mla === undefined ? headDimOf(config, hidden, heads, family) : mla.qkNope + mla.qkRope;
  if (intermediate === undefined || headDim === undefined) return undefined;
  const moe = moeOf(config, layers, intermediate);
  if (moe === null) return undefined;
  const maxPosition = firstCount(config, [
    'max_position_embeddings',
    'n_positions',
    'max_sequence_length',
    'seq_length',
    'n_ctx',
    'max_seq_len',
  ]);
  const dimensions = {
    layers,
    hidden,
    heads,
    kvHeads: mla === undefined ? kvHeadsOf(config, heads, family) : heads,
    headDim,
    intermediate,
    vocab,
    ...(maxPosition === undefined ? {} : { maxPosition }),
    tiedEmbeddings: tiedOf(config, json, family),
    gatedMlp: family.gated,
    ...(moe === undefined ? {} : { moe }),
    ...(mla === undefined ? {} : { mla }),
  };
  return {
    name:
      name ??
      (typeof json._name_or_path === 'string' && json._name_or_path !== ''
        ? json._name_or_path
        : 'config.json'),
    aliases: [],
    ...dimensions,
    ...countParameters(dimensions),
    ...slidingOf(config, family),
    source: 'config.json',
  };
}

function intermediateOf(config: Config, hidden: number, family: ModelFamily): number | undefined {
  // Llama 4 keeps the dense layers' width apart from the experts'.
  const written = firstCount(config, [
    'intermediate_size_mlp',
    'intermediate_size',
    'n_inner',
    'ffn_dim',
    'ffn_hidden_size',
    'd_ff',
  ]);
  return written ?? (family.fourTimesHidden ? 4 * hidden : undefined);
}

function headDimOf(config: Config, hidden: number, heads: number, family: ModelFamily): number | undefined {
  const written =
    firstCount(config, ['head_dim', 'head_size', 'kv_channels', 'attention_head_dim']) ??
    family.defaults?.headDim;
  return written ?? (hidden % heads === 0 ? hidden / heads : undefined);
}

function kvHeadsOf(config: Config, heads: number, family: ModelFamily): number {
  // Falcon: `num_kv_heads` counts only in the new decoder; before it, `multi_query` means one.
  if (family.name === 'falcon' && config.new_decoder_architecture !== true && config.multi_query !== false)
    return 1;
  return (
    firstCount(config, ['num_key_value_heads', 'num_kv_heads', 'n_head_kv', 'multi_query_group_num']) ??
    family.defaults?.kvHeads ??
    heads
  );
}

function tiedOf(config: Config, outer: Config, family: ModelFamily): boolean {
  const written = config.tie_word_embeddings ?? outer.tie_word_embeddings;
  return typeof written === 'boolean' ? written : family.tied;
}

function mlaOf(config: Config): ModelArchitecture['mla'] {
  const kvLoraRank = firstCount(config, ['kv_lora_rank']);
  const qkRope = firstCount(config, ['qk_rope_head_dim']);
  const qkNope = firstCount(config, ['qk_nope_head_dim']);
  const vHead = firstCount(config, ['v_head_dim']);
  const qLoraRank = firstCount(config, ['q_lora_rank']);
  if (kvLoraRank === undefined || qkRope === undefined || qkNope === undefined || vHead === undefined)
    return undefined;
  return { kvLoraRank, qkRope, qkNope, vHead, ...(qLoraRank === undefined ? {} : { qLoraRank }) };
}

/** Undefined for a dense model, null where there are experts of unknown size. */
function moeOf(config: Config, layers: number, intermediate: number): ModelArchitecture['moe'] | null {
  const nested = isObject(config.moe) ? config.moe : {};
  const experts =
    firstCount(config, ['n_routed_experts', 'num_local_experts', 'num_experts', 'moe_num_experts']) ??
    firstCount(nested, ['num_experts']);
  if (experts === undefined || experts < 2) return undefined;
  const topK =
    firstCount(config, ['num_experts_per_tok', 'experts_per_token', 'moe_top_k']) ??
    firstCount(nested, ['top_k']);
  const width =
    firstCount(config, ['moe_intermediate_size']) ??
    firstCount(config, ['intermediate_size']) ??
    intermediate;
  if (topK === undefined || topK > experts) return null;
  const isLlama4 = 'interleave_moe_layer_step' in config;
  const sharedExperts = firstCount(config, ['n_shared_experts']) ?? 0;
  const sharedIntermediate =
    firstCount(config, ['shared_expert_intermediate_size']) ??
    (isLlama4 ? width : sharedExperts > 0 ? sharedExperts * width : undefined);
  return {
    experts,
    topK,
    intermediate: width,
    sharedExperts: sharedExperts > 0 ? sharedExperts : sharedIntermediate === undefined ? 0 : 1,
    ...(sharedIntermediate === undefined ? {} : { sharedIntermediate }),
    denseLayers: denseLayersOf(config, layers),
  };
}

function denseLayersOf(config: Config, layers: number): number {
  const leading = firstCount(config, ['first_k_dense_replace']) ?? 0;
  const listed = Array.isArray(config.mlp_only_layers) ? config.mlp_only_layers.length : 0;
  const step = firstCount(config, ['interleave_moe_layer_step', 'decoder_sparse_step']) ?? 1;
  return Math.min(layers, Math.max(leading, listed, layers - Math.floor(layers / step)));
}

function slidingOf(
  config: Config,
  family: ModelFamily,
): Pick<ModelArchitecture, 'slidingWindow' | 'slidingPattern'> {
  const slidingWindow = firstCount(config, ['sliding_window', 'sliding_window_size']);
  if (slidingWindow === undefined || config.use_sliding_window === false) return {};
  const slidingPattern = patternOf(config) ?? family.slidingPattern;
  return slidingPattern === undefined ? { slidingWindow } : { slidingWindow, slidingPattern };
}

/** `5:1` out of `layer_types` or out of the period that Gemma 3 writes. */
function patternOf(config: Config): string | undefined {
  if (Array.isArray(config.layer_types)) {
    const full = config.layer_types.indexOf('full_attention');
    return full > 0 ? `${full}:1` : undefined;
  }
  const period = firstCount(config, ['sliding_window_pattern']);
  return period === undefined || period < 2 ? undefined : `${period - 1}:1`;
}

/** The first of the names that holds a whole number above 0; anything else counts as absent. */
function firstCount(config: Config, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = config[name];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value < 1e9) return value;
  }
  return undefined;
}

const isObject = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
