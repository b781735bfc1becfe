import { describe, expect, it } from 'vitest';
import { architectureFromConfig } from '../../catalog/model-config.ts';
import { models } from '../../catalog/models.ts';

/** The catalogue's model, and the same dimensions as its config.json writes them. */
const cases: readonly { readonly name: string; readonly config: Record<string, unknown> }[] = [
  {
    name: 'meta-llama/Llama-3.1-8B',
    config: {
      model_type: 'llama',
      hidden_size: 4096,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      intermediate_size: 14336,
      vocab_size: 128256,
      max_position_embeddings: 131072,
      tie_word_embeddings: false,
    },
  },
  {
    name: 'meta-llama/Llama-3.2-1B',
    config: {
      model_type: 'llama',
      hidden_size: 2048,
      head_dim: 64,
      num_hidden_layers: 16,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      intermediate_size: 8192,
      vocab_size: 128256,
      max_position_embeddings: 131072,
      tie_word_embeddings: true,
    },
  },
  {
    name: 'meta-llama/Llama-2-7b-hf',
    config: {
      architectures: ['LlamaForCausalLM'],
      hidden_size: 4096,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      intermediate_size: 11008,
      vocab_size: 32000,
      max_position_embeddings: 4096,
    },
  },
  {
    name: 'mistralai/Mistral-7B-v0.1',
    config: {
      model_type: 'mistral',
      hidden_size: 4096,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      intermediate_size: 14336,
      vocab_size: 32000,
      max_position_embeddings: 32768,
      sliding_window: 4096,
    },
  },
  {
    name: 'mistralai/Mixtral-8x7B-v0.1',
    config: {
      model_type: 'mixtral',
      hidden_size: 4096,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      intermediate_size: 14336,
      vocab_size: 32000,
      max_position_embeddings: 32768,
      num_local_experts: 8,
      num_experts_per_tok: 2,
      sliding_window: null,
    },
  },
  {
    name: 'Qwen/Qwen2.5-7B',
    config: {
      model_type: 'qwen2',
      hidden_size: 3584,
      num_hidden_layers: 28,
      num_attention_heads: 28,
      num_key_value_heads: 4,
      intermediate_size: 18944,
      vocab_size: 152064,
      max_position_embeddings: 131072,
      sliding_window: 131072,
      use_sliding_window: false,
      tie_word_embeddings: false,
    },
  },
  {
    name: 'Qwen/Qwen3-30B-A3B',
    config: {
      model_type: 'qwen3_moe',
      hidden_size: 2048,
      num_hidden_layers: 48,
      num_attention_heads: 32,
      num_key_value_heads: 4,
      head_dim: 128,
      intermediate_size: 6144,
      moe_intermediate_size: 768,
      num_experts: 128,
      num_experts_per_tok: 8,
      decoder_sparse_step: 1,
      mlp_only_layers: [],
      vocab_size: 151936,
      max_position_embeddings: 40960,
      sliding_window: null,
      tie_word_embeddings: false,
    },
  },
  {
    name: 'google/gemma-2-9b',
    config: {
      model_type: 'gemma2',
      hidden_size: 3584,
      num_hidden_layers: 42,
      num_attention_heads: 16,
      num_key_value_heads: 8,
      head_dim: 256,
      intermediate_size: 14336,
      vocab_size: 256000,
      max_position_embeddings: 8192,
      sliding_window: 4096,
    },
  },
  {
    name: 'google/gemma-3-4b',
    config: {
      model_type: 'gemma3',
      text_config: {
        model_type: 'gemma3_text',
        hidden_size: 2560,
        num_hidden_layers: 34,
        intermediate_size: 10240,
        max_position_embeddings: 131072,
        sliding_window: 1024,
      },
      vision_config: { hidden_size: 1152 },
    },
  },
  {
    name: 'microsoft/Phi-3-mini-4k',
    config: {
      model_type: 'phi3',
      hidden_size: 3072,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 32,
      intermediate_size: 8192,
      vocab_size: 32064,
      max_position_embeddings: 4096,
      sliding_window: 2047,
      tie_word_embeddings: false,
    },
  },
  {
    name: 'deepseek-ai/DeepSeek-V3',
    config: {
      model_type: 'deepseek_v3',
      hidden_size: 7168,
      num_hidden_layers: 61,
      num_attention_heads: 128,
      num_key_value_heads: 128,
      intermediate_size: 18432,
      moe_intermediate_size: 2048,
      n_routed_experts: 256,
      n_shared_experts: 1,
      num_experts_per_tok: 8,
      first_k_dense_replace: 3,
      moe_layer_freq: 1,
      kv_lora_rank: 512,
      q_lora_rank: 1536,
      qk_nope_head_dim: 128,
      qk_rope_head_dim: 64,
      v_head_dim: 128,
      vocab_size: 129280,
      max_position_embeddings: 163840,
      tie_word_embeddings: false,
    },
  },
  {
    name: 'deepseek-ai/DeepSeek-V2-Lite',
    config: {
      model_type: 'deepseek_v2',
      hidden_size: 2048,
      num_hidden_layers: 27,
      num_attention_heads: 16,
      num_key_value_heads: 16,
      intermediate_size: 10944,
      moe_intermediate_size: 1408,
      n_routed_experts: 64,
      n_shared_experts: 2,
      num_experts_per_tok: 6,
      first_k_dense_replace: 1,
      kv_lora_rank: 512,
      q_lora_rank: null,
      qk_nope_head_dim: 128,
      qk_rope_head_dim: 64,
      v_head_dim: 128,
      vocab_size: 102400,
      max_position_embeddings: 163840,
    },
  },
  {
    name: 'openai/gpt-oss-20b',
    config: {
      model_type: 'gpt_oss',
      hidden_size: 2880,
      num_hidden_layers: 24,
      num_attention_heads: 64,
      num_key_value_heads: 8,
      head_dim: 64,
      intermediate_size: 2880,
      num_local_experts: 32,
      num_experts_per_tok: 4,
      vocab_size: 201088,
      max_position_embeddings: 131072,
      sliding_window: 128,
      layer_types: Array.from({ length: 24 }, (_, i) =>
        i % 2 === 0 ? 'sliding_attention' : 'full_attention',
      ),
    },
  },
  {
    name: 'meta-llama/Llama-4-Maverick-17B-128E',
    config: {
      model_type: 'llama4',
      text_config: {
        model_type: 'llama4_text',
        hidden_size: 5120,
        num_hidden_layers: 48,
        num_attention_heads: 40,
        num_key_value_heads: 8,
        head_dim: 128,
        intermediate_size: 8192,
        intermediate_size_mlp: 16384,
        interleave_moe_layer_step: 2,
        num_local_experts: 128,
        num_experts_per_tok: 1,
        vocab_size: 202048,
        max_position_embeddings: 1048576,
        tie_word_embeddings: false,
      },
    },
  },
  {
    name: 'zai-org/GLM-4.5-Air',
    config: {
      model_type: 'glm4_moe',
      hidden_size: 4096,
      num_hidden_layers: 46,
      num_attention_heads: 96,
      num_key_value_heads: 8,
      head_dim: 128,
      intermediate_size: 10944,
      moe_intermediate_size: 1408,
      n_routed_experts: 128,
      n_shared_experts: 1,
      num_experts_per_tok: 8,
      first_k_dense_replace: 1,
      vocab_size: 151552,
      max_position_embeddings: 131072,
      tie_word_embeddings: false,
    },
  },
  {
    name: 'EleutherAI/gpt-j-6b',
    config: {
      model_type: 'gptj',
      n_embd: 4096,
      n_layer: 28,
      n_head: 16,
      n_inner: null,
      n_positions: 2048,
      vocab_size: 50400,
      tie_word_embeddings: false,
    },
  },
  {
    name: 'tiiuae/falcon-7b',
    config: {
      model_type: 'falcon',
      hidden_size: 4544,
      num_hidden_layers: 32,
      num_attention_heads: 71,
      multi_query: true,
      new_decoder_architecture: false,
      vocab_size: 65024,
    },
  },
  {
    name: 'tiiuae/falcon-40b',
    config: {
      model_type: 'falcon',
      hidden_size: 8192,
      num_hidden_layers: 60,
      num_attention_heads: 128,
      num_kv_heads: 8,
      new_decoder_architecture: true,
      vocab_size: 65024,
    },
  },
];

const known = new Map(models.map((model) => [model.name, model]));

describe('architectureFromConfig', () => {
  it.each(cases)('reads $name as the catalogue has it', ({ name, config }) => {
    const read = architectureFromConfig(config, name)!;
    const { source: _source, aliases: _aliases, maxPosition: _position, ...expected } = known.get(name)!;
    expect(read).toMatchObject(expected);
    // toMatchObject would let a member through that only one side has.
    expect(
      Object.keys(read)
        .filter((key) => !(key in expected))
        .sort(),
    ).toEqual(['aliases', ...(read.maxPosition === undefined ? [] : ['maxPosition']), 'source'].sort());
  });

  it('reads the pretrained_config of a TensorRT-LLM checkpoint', () => {
    const read = architectureFromConfig({
      architecture: 'LlamaForCausalLM',
      dtype: 'float16',
      hidden_act: 'silu',
      hidden_size: 4096,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      intermediate_size: 14336,
      head_size: 128,
      vocab_size: 128256,
      max_position_embeddings: 8192,
      position_embedding_type: 'rope_gpt_neox',
    });
    expect(read?.parameters).toBe(known.get('meta-llama/Meta-Llama-3-8B')?.parameters);
    expect(read?.name).toBe('config.json');
  });

  it('takes an unknown type only where it says all that a Llama would', () => {
    const base = {
      model_type: 'brand_new',
      hidden_act: 'silu',
      hidden_size: 1024,
      num_hidden_layers: 4,
      num_attention_heads: 8,
      num_key_value_heads: 8,
      intermediate_size: 4096,
      vocab_size: 1000,
    };
    expect(architectureFromConfig({ ...base, tie_word_embeddings: false })?.gatedMlp).toBe(true);
    expect(architectureFromConfig(base)).toBeUndefined();
  });

  it.each([
    ['no object', 7],
    ['null', null],
    ['a list', []],
    ['nothing', {}],
    ['a missing dimension', { model_type: 'llama', hidden_size: 4096 }],
    [
      'nonsense numbers',
      {
        model_type: 'llama',
        hidden_size: -1,
        num_hidden_layers: 1e300,
        num_attention_heads: Number.NaN,
        vocab_size: '32000',
      },
    ],
    ['layers of several kinds', { ...cases[0]!.config, layer_types: ['linear_attention', 'full_attention'] }],
    ['a table of layers', { ...cases[0]!.config, block_configs: [] }],
    [
      'an encoder-decoder',
      { model_type: 't5', is_encoder_decoder: true, d_model: 512, num_layers: 6, num_heads: 8 },
    ],
    ['experts of unknown choice', { ...cases[4]!.config, num_experts_per_tok: undefined }],
  ])('gives nothing for %s', (_what, json) => expect(architectureFromConfig(json)).toBeUndefined());
});
