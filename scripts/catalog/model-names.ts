import type { ModelArchitecture } from '../../catalog/types.ts';

/**
 * Further names of the same architecture. A variant whose name only adds one of `variantWords` needs no entry.
 * `how` says why the two are the same.
 */
export const modelAliases: Readonly<
  Record<string, readonly { readonly alias: string; readonly how: string }[]>
> = {
  'deepseek-ai/DeepSeek-V3': [
    {
      alias: 'deepseek-ai/DeepSeek-V3.1',
      how: 'model card: the structure of V3.1 is that of V3',
    },
    { alias: 'deepseek-ai/DeepSeek-V3-0324', how: 'a later training of V3' },
  ],
  'bigscience/bloom-176b': [{ alias: 'bigscience/bloom', how: 'the id of the 176B model on Hugging Face' }],
  'mistralai/Mistral-7B-v0.1': [
    { alias: 'mistralai/Mistral-7B-Instruct-v0.1', how: 'the instruct tuning of it' },
  ],
  'meta-llama/Llama-3.1-405B': [{ alias: 'meta-llama/Meta-Llama-3.1-405B', how: 'the id before the rename' }],
  'meta-llama/Llama-2-7b-hf': [{ alias: 'lmsys/vicuna-7b-v1.5', how: 'a fine-tune of Llama 2 7B' }],
  'meta-llama/Llama-2-13b-hf': [{ alias: 'lmsys/vicuna-13b-v1.5', how: 'a fine-tune of Llama 2 13B' }],
  'meta-llama/Llama-3.3-70B-Instruct': [
    { alias: 'deepseek-ai/DeepSeek-R1-Distill-Llama-70B', how: 'a fine-tune of Llama 3.3 70B Instruct' },
  ],
  'meta-llama/Llama-3.1-8B': [
    { alias: 'deepseek-ai/DeepSeek-R1-Distill-Llama-8B', how: 'a fine-tune of Llama 3.1 8B' },
  ],
  'Qwen/Qwen2.5-32B': [{ alias: 'Qwen/QwQ-32B', how: 'a further training of Qwen2.5 32B' }],
};

/**
 * Words at the end of a name that change how the weights were trained or stored, but not the architecture. With
 * `otherContext` the longest context may have changed too, so that of the catalogue does not carry over.
 */
export const variantWords: readonly {
  readonly word: string;
  readonly how: string;
  readonly otherContext?: true;
}[] = [
  ...['instruct', 'chat', 'it', 'base', 'pt', 'hf', 'sft', 'dpo', 'thinking', 'original'].map((word) => ({
    word,
    how: 'training or packaging',
  })),
  ...[
    'fp8',
    'fp4',
    'nvfp4',
    'mxfp4',
    'fp16',
    'bf16',
    'int8',
    'int4',
    'awq',
    'gptq',
    'gguf',
    'bnb',
    '4bit',
    '8bit',
    'w4a16',
    'w8a8',
    'w8a16',
    'dynamic',
    'quantized',
    'quantized.w8a8',
    'quantized.w4a16',
    'quantized.w8a16',
    'marlin',
    'autoround',
    'sym',
    'asym',
  ].map((word) => ({ word, how: 'weight format' })),
  ...['0528', '0324', '2507', '2407', '2501', '2409', '0905'].map((word) => ({
    word,
    how: 'date of a later training',
    otherContext: true as const,
  })),
  ...['v0.1', 'v0.2', 'v0.3', 'v1'].map((word) => ({
    word,
    how: 'release of the same model',
    otherContext: true as const,
  })),
];

/** Not decoders of one shape: nothing here can count their cache or their steps. */
export const leftOut: Readonly<Record<string, string>> = {
  'nvidia/Llama-3_3-Nemotron-Super-49B-v1': 'layers differ from one another (block_configs)',
  'bert-base-uncased': 'encoder',
  'bert-large-uncased': 'encoder',
  'google-t5/t5-large': 'encoder-decoder',
  'google/flan-t5-xl': 'encoder-decoder',
  'google/flan-t5-xxl': 'encoder-decoder',
  'google/flan-t5-base': 'encoder-decoder',
};

/** Models with the dimensions of another one but for what is said here. */
export const likeOther: Readonly<
  Record<
    string,
    {
      readonly like: string;
      readonly but: { readonly maxPosition?: number; readonly vocab?: number };
      readonly source: string;
    }
  >
> = {
  'moonshotai/Kimi-K2.5': {
    like: 'moonshotai/Kimi-K2-Instruct',
    but: { maxPosition: 262144 },
    source:
      'ai-dynamo/aiconfigurator model_configs/moonshotai--Kimi-K2.5_config.json@821eb9a6; text tower only',
  },
  'huggyllama/llama-7b': {
    like: 'meta-llama/Llama-2-7b-hf',
    but: { maxPosition: 2048 },
    source: 'LLaMA paper (arXiv 2302.13971) table 2: the dimensions of Llama 2 7B at half its context',
  },
  'mistralai/Mistral-7B-Instruct-v0.2': {
    like: 'mistralai/Mistral-7B-Instruct-v0.3',
    but: { vocab: 32000 },
    source: 'model card of v0.3: v0.2 with the vocabulary extended to 32768',
  },
};

/** Models that the facts leave out, as their config.json has them. */
export const furtherModels: Readonly<
  Record<
    string,
    {
      readonly config: Readonly<Record<string, unknown>>;
      /** What the reader of config.json has no place for. */
      readonly linear?: ModelArchitecture['linear'];
      readonly aliases: readonly string[];
      readonly source: string;
    }
  >
> = {
  'MiniMaxAI/MiniMax-M2': {
    config: {
      model_type: 'minimax_m2',
      hidden_size: 3072,
      intermediate_size: 1536,
      num_hidden_layers: 62,
      num_attention_heads: 48,
      num_key_value_heads: 8,
      head_dim: 128,
      num_local_experts: 256,
      num_experts_per_tok: 8,
      vocab_size: 200064,
      max_position_embeddings: 196608,
      tie_word_embeddings: false,
    },
    // 230B parameters of which 10B active on the cards of all three.
    aliases: ['MiniMaxAI/MiniMax-M2.1', 'MiniMaxAI/MiniMax-M2.5'],
    source: 'config.json of MiniMaxAI/MiniMax-M2, as two independent public test fixtures repeat it',
  },
  'Qwen/Qwen3.5-397B-A17B': {
    config: {
      model_type: 'qwen3_moe',
      hidden_size: 4096,
      intermediate_size: 1024,
      moe_intermediate_size: 1024,
      shared_expert_intermediate_size: 1024,
      num_hidden_layers: 60,
      num_attention_heads: 32,
      num_key_value_heads: 2,
      head_dim: 256,
      num_experts: 512,
      num_experts_per_tok: 10,
      vocab_size: 248320,
      max_position_embeddings: 262144,
      tie_word_embeddings: false,
    },
    linear: { period: 4, keyHeads: 16, valueHeads: 64, keyHead: 128, valueHead: 128 },
    aliases: [],
    source:
      'ai-dynamo/aiconfigurator src/aiconfigurator/model_configs/Qwen--Qwen3.5-397B-A17B_config.json@87fe4b0c; text tower only',
  },
  'zai-org/GLM-5': {
    config: {
      model_type: 'deepseek_v3',
      hidden_size: 6144,
      intermediate_size: 12288,
      moe_intermediate_size: 2048,
      num_hidden_layers: 78,
      num_attention_heads: 64,
      num_key_value_heads: 64,
      n_routed_experts: 256,
      n_shared_experts: 1,
      num_experts_per_tok: 8,
      first_k_dense_replace: 3,
      kv_lora_rank: 512,
      q_lora_rank: 2048,
      qk_nope_head_dim: 192,
      qk_rope_head_dim: 64,
      v_head_dim: 256,
      vocab_size: 154880,
      max_position_embeddings: 202752,
      tie_word_embeddings: false,
    },
    // The organisation was renamed; GLM-5.1 is a later training.
    aliases: ['zhipuai/GLM-5', 'zai-org/GLM-5.1'],
    source:
      'ai-dynamo/aiconfigurator src/aiconfigurator/model_configs/zai-org--GLM-5-FP8_config.json@691ec908; without the indexer of its sparse attention',
  },
};
