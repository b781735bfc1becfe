#!/usr/bin/env python3
"""Measures what the cost model predicts on the device at hand: `python3 measure.py PLAN.json RESULTS.json`.

PLAN.json is what `npx tsx bench/gpu/plan.ts` prints, RESULTS.json is read by `npx tsx bench/gpu/compare.ts`. Needs
PyTorch 2.5 or later and nothing else, reads nothing but the plan, and stops early where the memory does not suffice:
what it could not measure is named in the results.
"""

import json
import sys

import torch

import kernels
from serving_loop import serve

REPEATS = 20


def measure(plan: dict, device: torch.device) -> dict:
    model = plan["model"]
    fp8 = device.type == "cuda" and torch.cuda.get_device_capability(device) >= (8, 9)
    parts = {
        "gemm": lambda case: {"seconds": kernels.gemm(case, device, REPEATS)},
        "decodeAttention": lambda case: {"seconds": kernels.decode_attention(case, model, device, REPEATS)},
        "prefillAttention": lambda case: {"seconds": kernels.prefill_attention(case, model, device, REPEATS)},
        "loop": lambda case: serve(case, model, device),
    }
    rows, left_out = [], []
    for part, run in parts.items():
        for case in plan[part]:
            if case.get("format") == "fp8" and not fp8:
                left_out.append({"part": part, "case": case, "why": "no FP8 on this device"})
                continue
            try:
                measured = run(case)
                rows.append({"part": part, "case": case, "measured": measured})
            except torch.OutOfMemoryError:
                measured = None
                left_out.append({"part": part, "case": case, "why": "out of memory"})
            print(part, json.dumps(case), json.dumps(measured), file=sys.stderr)
            if device.type == "cuda":
                torch.cuda.empty_cache()
    return {"device": describe(device), "torch": torch.__version__, "rows": rows, "leftOut": left_out}


def describe(device: torch.device) -> dict:
    if device.type != "cuda":
        return {"name": "CPU", "bytes": 0}
    properties = torch.cuda.get_device_properties(device)
    return {"name": properties.name, "bytes": properties.total_memory}


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    with torch.inference_mode():
        results = measure(plan, device)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
