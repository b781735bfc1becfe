#!/usr/bin/env bash
# Quantises Llama 3.1 8B Instruct to FP8 and builds the engine, inside the container that will serve it:
# an engine runs only under the TensorRT-LLM release that built it.
#   docker run --rm --gpus all -v /srv/llm:/srv/llm nvcr.io/nvidia/tritonserver:25.01-trtllm-python-py3 /srv/llm/build_engine.sh
set -euo pipefail

HF_MODEL=/srv/llm/hf/Llama-3.1-8B-Instruct
CHECKPOINT=/srv/llm/checkpoints/llama-3.1-8b-instruct-fp8
ENGINE=/srv/llm/engines/llama-3.1-8b-instruct-fp8

# Weights, activations and the KV cache in FP8; the parallelism is fixed here, not at build time.
python3 /app/examples/quantization/quantize.py \
    --model_dir "$HF_MODEL" \
    --dtype bfloat16 \
    --qformat fp8 \
    --kv_cache_dtype fp8 \
    --calib_size 512 \
    --tp_size 1 \
    --output_dir "$CHECKPOINT"

# Paged context attention is what chunked context and KV-cache reuse stand on.
trtllm-build \
    --checkpoint_dir "$CHECKPOINT" \
    --output_dir "$ENGINE" \
    --max_batch_size 64 \
    --max_num_tokens 8192 \
    --max_seq_len 8192 \
    --gpt_attention_plugin auto \
    --gemm_plugin disable \
    --kv_cache_type paged \
    --remove_input_padding enable \
    --context_fmha enable \
    --use_paged_context_fmha enable \
    --use_fp8_context_fmha enable
