#!/usr/bin/env bash
# batchwise: gpu=H100-SXM5-80GB model=meta-llama/Llama-3.1-8B-Instruct
set -euo pipefail

docker run --rm \
    --gpus '"device=0"' \
    --shm-size 2g \
    --ulimit memlock=-1 \
    -p 8000:8000 -p 8001:8001 -p 8002:8002 \
    -v /srv/llm:/srv/llm:ro \
    -v "$PWD/model_repository:/models:ro" \
    nvcr.io/nvidia/tritonserver:25.01-trtllm-python-py3 \
    tritonserver \
        --model-repository=/models \
        --http-port=8000 \
        --grpc-port=8001 \
        --metrics-port=8002 \
        --exit-timeout-secs=60
