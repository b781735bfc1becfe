const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * Arguments of `SamplingParams`, of vLLM and of TensorRT-LLM together, old releases included (vllm/sampling_params.py;
 * tensorrt_llm/sampling_params.py): a name that is in neither, and nearly one of them, is a misspelling.
 */
export const samplingArguments = words(`
  n best_of presence_penalty frequency_penalty repetition_penalty temperature top_p top_k min_p seed stop
  stop_token_ids bad_words include_stop_str_in_output ignore_eos max_tokens min_tokens logprobs prompt_logprobs
  detokenize skip_special_tokens spaces_between_special_tokens logits_processors logits_processor
  truncate_prompt_tokens guided_decoding structured_outputs logit_bias allowed_token_ids extra_args
  length_penalty early_stopping use_beam_search output_kind flat_logprobs
  end_id pad_id max_new_tokens bad_token_ids embedding_bias apply_batched_logits_processor top_p_min
  top_p_reset_ids top_p_decay random_seed beam_search_diversity_rate no_repeat_ngram_size prompt_ignore_length
  return_context_logits return_generation_logits exclude_input_from_output return_encoder_output
  return_perf_metrics additional_model_outputs lookahead_config add_special_tokens beam_width
  beam_width_array num_return_sequences min_length
`);

/** Arguments of `ModelRunner.from_dir`, the runner in Python (tensorrt_llm/runtime/model_runner.py, 0.8 to 1.2). */
export const runnerArguments = words(`
  engine_dir max_output_len lora_dir rank debug_mode lora_ckpt_source medusa_choices stream gpu_weights_percent
  enable_context_fmha_fp32_acc multi_block_mode fail_fast_on_attention_window_too_large
`);

/** Arguments of `ModelRunnerCpp.from_dir` (tensorrt_llm/runtime/model_runner_cpp.py, 0.8 to 1.2). */
export const cppRunnerArguments = words(`
  engine_dir lora_dir rank max_batch_size max_input_len max_output_len max_beam_width max_attention_window_size
  sink_token_length free_gpu_memory_fraction kv_cache_free_gpu_memory_fraction cross_kv_cache_fraction
  medusa_choices eagle_choices eagle_posterior_threshold eagle_use_dynamic_tree eagle_dynamic_tree_max_top_k
  lookahead_config debug_mode lora_ckpt_source use_gpu_direct_storage gpu_weights_percent
  max_tokens_in_paged_kv_cache kv_cache_enable_block_reuse enable_chunked_context is_enc_dec multi_block_mode
  enable_context_fmha_fp32_acc cuda_graph_mode logits_processor_map device_ids is_orchestrator_mode
  use_runtime_defaults gather_generation_logits use_variable_beam_width_search mm_embedding_offloading stream
`);

/** Arguments of `torch.onnx.export`, of both exporters and old releases (torch/onnx/__init__.py and utils.py). */
export const exportArguments = words(`
  model args f kwargs export_params verbose training input_names output_names operator_export_type opset_version
  do_constant_folding dynamic_axes keep_initializers_as_inputs custom_opsets export_modules_as_functions
  autograd_inlining dynamo external_data dynamic_shapes custom_translation_table report optimize verify profile
  dump_exported_program artifacts_dir fallback example_outputs strip_doc_string use_external_data_format
  enable_onnx_checker retain_param_name aten export_raw_ir add_node_names google_printer
`);

/** Fields of `BuildConfig` (tensorrt_llm/builder.py, 0.8 to 1.2). */
export const buildConfigArguments = words(`
  max_input_len max_seq_len max_output_len opt_batch_size max_batch_size max_beam_width max_num_tokens opt_num_tokens
  max_prompt_embedding_table_size kv_cache_type gather_context_logits gather_generation_logits
  gather_all_token_logits strongly_typed builder_opt force_num_profiles profiling_verbosity enable_debug_output
  max_draft_len speculative_decoding_mode use_refit input_timing_cache output_timing_cache lora_config
  auto_parallel_config weight_sparsity weight_streaming plugin_config use_fused_mlp use_strip_plan
  max_encoder_input_len dry_run visualize_network monitor_memory use_mrope
`);

/**
 * What `generate` of both runners takes: its own arguments, and fields of SamplingConfig, of which it drops the unknown
 * (tensorrt_llm/runtime/model_runner.py, model_runner_cpp.py and generation.py).
 */
export const runnerGenerateArguments = words(`
  batch_input_ids position_ids sampling_config prompt_table prompt_tasks input_token_extra_ids lora_uids
  lookahead_config streaming output_generation_logits stopping_criteria logits_processor logits_processor_names
  medusa_choices eagle_choices return_all_generated_tokens encoder_max_input_length encoder_input_features
  encoder_output_lengths encoder_input_ids cross_attention_masks mrope_params language_adapter_uids
  mm_embedding_offloading decoder_input_ids
  end_id pad_id max_new_tokens num_beams num_return_sequences max_attention_window_size sink_token_length
  output_sequence_lengths return_dict stop_words_list bad_words_list temperature top_k top_p top_p_decay top_p_min
  top_p_reset_ids random_seed no_repeat_ngram_size min_length min_p repetition_penalty presence_penalty
  frequency_penalty use_beam_hyps length_penalty early_stopping beam_search_diversity_rate output_cum_log_probs
  output_log_probs beam_width_array
`);

/** What `LLM.generate` of vLLM and of TensorRT-LLM takes itself; how to sample is in `SamplingParams`. */
export const llmGenerateArguments = words(`
  prompts inputs sampling_params prompt_token_ids use_tqdm lora_request prompt_adapter_request
  guided_options_request priority tokenization_kwargs kv_cache_retention_config disaggregated_params
  scheduling_params cache_salt streaming multi_modal_data
`);
