type Config = Readonly<Record<string, unknown>>;

/** What a model type's configuration class fixes or takes for granted, so that `config.json` may leave it out. */
export interface ModelFamily {
  readonly name: string;
  /** `tie_word_embeddings` where it is not written. */
  readonly tied: boolean;
  readonly gated: boolean;
  /** The MLP is four times the hidden size where its width is not written. */
  readonly fourTimesHidden?: boolean;
  readonly slidingPattern?: string;
  readonly defaults?: {
    readonly heads?: number;
    readonly kvHeads?: number;
    readonly headDim?: number;
    readonly vocab?: number;
  };
}

const gated = (name: string, tied = false, more: Partial<ModelFamily> = {}): ModelFamily => ({
  name,
  tied,
  gated: true,
  ...more,
});
const plain = (name: string, tied: boolean, more: Partial<ModelFamily> = {}): ModelFamily => ({
  name,
  tied,
  gated: false,
  ...more,
});

/** Defaults of the configuration classes in huggingface/transformers `src/transformers/models/*\/configuration_*.py`. */
const families: readonly ModelFamily[] = [
  ...[
    'llama',
    'mistral',
    'mixtral',
    'qwen2',
    'qwen3',
    'qwen2_moe',
    'qwen3_moe',
    'phi3',
    'phimoe',
    'deepseek_v2',
    'deepseek_v3',
    'kimi_k2',
    'llama4',
    'llama4_text',
    'glm',
    'glm4',
    'glm4_moe',
    'minimax_m2',
    'kimi_k25',
    'internlm2',
    'baichuan',
    'yi',
    'granite',
    'olmo2',
    'mistral3',
    'exaone',
    'qwen',
  ].map((name) => gated(name)),
  gated('gpt_oss', false, { slidingPattern: '1:1' }),
  gated('gemma', true),
  gated('gemma2', true, { slidingPattern: '1:1' }),
  gated('gemma3', true, {
    slidingPattern: '5:1',
    defaults: { heads: 8, kvHeads: 4, headDim: 256, vocab: 262208 },
  }),
  gated('gemma3_text', true, {
    slidingPattern: '5:1',
    defaults: { heads: 8, kvHeads: 4, headDim: 256, vocab: 262208 },
  }),
  gated('cohere', true),
  gated('chatglm', false),
  plain('phi', false),
  plain('gptj', false, { fourTimesHidden: true }),
  plain('gpt2', true, { fourTimesHidden: true }),
  plain('gpt_bigcode', true, { fourTimesHidden: true, defaults: { kvHeads: 1 } }),
  plain('gpt_neox', false),
  plain('gpt_neo', true, { fourTimesHidden: true }),
  plain('falcon', true, { fourTimesHidden: true }),
  plain('bloom', true, { fourTimesHidden: true }),
  plain('opt', true),
  plain('mpt', true, { fourTimesHidden: true }),
  plain('starcoder2', true),
  plain('nemotron', false),
];

const byName: ReadonlyMap<string, ModelFamily> = new Map(families.map((family) => [family.name, family]));

/** Model types under other names: TensorRT-LLM's `architecture` and old remote-code types. */
const synonyms: Readonly<Record<string, string>> = {
  refinedweb: 'falcon',
  refinedwebmodel: 'falcon',
  'phi-msft': 'phi',
  qwen2forcausallm: 'qwen2',
  gptoss: 'gpt_oss',
  deepseekv2: 'deepseek_v2',
  deepseekv3: 'deepseek_v3',
  qwen3moe: 'qwen3_moe',
  qwen2moe: 'qwen2_moe',
  glm4moe: 'glm4_moe',
  gptneox: 'gpt_neox',
  gptbigcode: 'gpt_bigcode',
};

/**
 * The family by `model_type`, else by the architecture's class name. An unknown type counts as Llama-like where the
 * file itself says everything that a family would: a SiLU gate and whether embeddings are tied.
 */
export function familyOf(config: Config, outer: Config): ModelFamily | undefined {
  const listed = Array.isArray(outer.architectures) ? outer.architectures[0] : outer.architecture;
  const fromClass = typeof listed === 'string' ? listed.replace(/(For[A-Z]|LMHeadModel).*$/, '') : undefined;
  for (const type of [config.model_type, outer.model_type, fromClass]) {
    if (typeof type !== 'string') continue;
    const name = type.toLowerCase();
    const family = byName.get(name) ?? byName.get(Object.hasOwn(synonyms, name) ? synonyms[name]! : '');
    if (family !== undefined) return family;
  }
  const tied = config.tie_word_embeddings ?? outer.tie_word_embeddings;
  const isLlamaLike =
    config.hidden_act === 'silu' && typeof tied === 'boolean' && 'num_key_value_heads' in config;
  return isLlamaLike ? gated('unknown', tied) : undefined;
}

/** State-space or linear-attention layers, or a table that makes each layer different. */
export function isHybrid(config: Config): boolean {
  const kinds = config.layer_types ?? config.layers_block_type;
  const mixed =
    Array.isArray(kinds) &&
    kinds.some(
      (kind) =>
        !['full_attention', 'sliding_attention', 'chunked_attention', 'attention'].includes(String(kind)),
    );
  const tables = [
    'block_configs',
    'num_key_value_heads_per_layer',
    'hybrid_override_pattern',
    'ssm_cfg',
    'mamba_d_state',
    'linear_num_value_heads',
  ];
  // MiniMax writes 1 for softmax attention and 0 for the linear kind.
  const attention = config.attn_type_list;
  const linear = Array.isArray(attention) && attention.some((kind) => kind !== 1);
  return (
    mixed || linear || tables.some((name) => config[name] !== undefined) || config.is_encoder_decoder === true
  );
}
