"""Matrix products and attention as PyTorch's own kernels (cuBLASLt, FlashAttention) run them."""

import torch
from torch.nn.functional import scaled_dot_product_attention as attend

from timing import seconds_of

# What a call reads must come from memory, as in a model whose layers follow each other: copies take turns until they
# are larger than the 50 to 126 MB of L2 that data-centre GPUs have (NVIDIA's Hopper and Blackwell white papers).
BYTES_BEYOND_L2 = 512 * 2**20


def copies_of(bytes_each: int, most: int = 64) -> int:
    return max(2, min(most, BYTES_BEYOND_L2 // max(1, bytes_each)))


def gemm(case: dict, device: torch.device, repeats: int) -> float:
    """Seconds of `tokens` rows through one matrix of `inputs` × `outputs`."""
    tokens, inputs, outputs = case["tokens"], case["inputs"], case["outputs"]
    rows = torch.randn(tokens, inputs, device=device, dtype=torch.bfloat16)
    bytes_each = inputs * outputs * (1 if case["format"] == "fp8" else 2)
    # As a layer holds them: outputs × inputs.
    weights = [
        torch.randn(outputs, inputs, device=device, dtype=torch.bfloat16) * inputs**-0.5
        for _ in range(copies_of(bytes_each))
    ]
    if case["format"] == "fp8":
        one = torch.ones((), device=device)
        rows = rows.to(torch.float8_e4m3fn)
        weights = [weight.to(torch.float8_e4m3fn) for weight in weights]
        calls = [
            lambda weight=weight: torch._scaled_mm(
                rows, weight.t(), scale_a=one, scale_b=one, out_dtype=torch.bfloat16
            )
            for weight in weights
        ]
    else:
        calls = [lambda weight=weight: rows @ weight.t() for weight in weights]
    return seconds_of(calls, device, repeats)


def decode_attention(case: dict, model: dict, device: torch.device, repeats: int) -> float:
    """Seconds of one layer: each of `batch` sequences has one new token and reads `context` tokens."""
    batch, context = case["batch"], case["context"]
    heads, kv_heads, size = model["heads"], model["kvHeads"], model["headDim"]
    # The queries of a group read the same keys: they are rows of one product.
    query = torch.randn(batch, kv_heads, heads // kv_heads, size, device=device, dtype=torch.bfloat16)
    bytes_each = 2 * batch * kv_heads * context * size * 2
    caches = [
        torch.randn(2, batch, kv_heads, context, size, device=device, dtype=torch.bfloat16)
        for _ in range(copies_of(bytes_each, 8))
    ]
    return seconds_of([lambda cache=cache: attend(query, cache[0], cache[1]) for cache in caches], device, repeats)


def prefill_attention(case: dict, model: dict, device: torch.device, repeats: int) -> float:
    """Seconds of one layer: a prompt of `chunk` tokens, causal."""
    shape = (1, model["heads"], case["chunk"], model["headDim"])
    query, key, value = (torch.randn(shape, device=device, dtype=torch.bfloat16) for _ in range(3))
    return seconds_of([lambda: attend(query, key, value, is_causal=True)] * 2, device, repeats)
