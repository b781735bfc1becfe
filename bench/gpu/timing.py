"""How long calls take on the device at hand, in seconds."""

import time

import torch


def synchronize(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def seconds_of(calls, device: torch.device, repeats: int) -> float:
    """The median time of one of `calls`, which are run in turn.

    On a GPU they are captured in one CUDA graph, so that launching them from Python does not count, as it does not in
    an engine's decode step either.
    """
    for call in calls:
        call()
    synchronize(device)
    if device.type != "cuda":
        return _median(_clock(calls) / len(calls) for _ in range(repeats))
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for call in calls:
            call()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for call in calls:
            call()
    graph.replay()
    return _median(_events(graph) / len(calls) for _ in range(repeats))


def _clock(calls) -> float:
    started = time.perf_counter()
    for call in calls:
        call()
    return time.perf_counter() - started


def _events(graph) -> float:
    begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    begin.record()
    graph.replay()
    end.record()
    end.synchronize()
    return begin.elapsed_time(end) / 1000


def _median(values) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
