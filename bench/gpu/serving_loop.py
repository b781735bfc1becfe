"""A small continuous-batching loop: a decoder of the model's shape with random weights, slots, and prompts first.

Each of so many clients sends its next request when it has its answer. A step is either one prompt, computed whole, or
one token for every slot, from a CUDA graph: vLLM's V0 order (core/scheduler.py, `_schedule_default`).
"""

import time

import torch
from torch.nn.functional import rms_norm, scaled_dot_product_attention as attend, silu

from timing import synchronize

# Contexts are read up to the next multiple, so that one graph serves so many steps.
CONTEXT_STEP = 64


class Decoder:
    """Decoder layers as Llama has them: grouped attention with rotary positions and a gated MLP, in BF16."""

    def __init__(self, model: dict, slots: int, longest: int, device: torch.device):
        self.model, self.device = model, device
        hidden, size = model["hidden"], model["headDim"]
        query, key = model["heads"] * size, model["kvHeads"] * size
        weight = lambda outputs, inputs: torch.randn(outputs, inputs, device=device, dtype=torch.bfloat16) * inputs**-0.5
        self.layers = [
            {
                "qkv": weight(query + 2 * key, hidden),
                "out": weight(hidden, query),
                "gate_up": weight(2 * model["intermediate"], hidden),
                "down": weight(hidden, model["intermediate"]),
            }
            for _ in range(model["layers"])
        ]
        self.embedding = weight(model["vocab"], hidden)
        self.head = weight(model["vocab"], hidden)
        self.cache = torch.zeros(
            model["layers"], 2, slots, model["kvHeads"], longest, size, device=device, dtype=torch.bfloat16
        )
        self.rows = torch.arange(slots, device=device)
        # Rotary angles by position (Su et al. 2021, base 10,000).
        frequencies = 10_000 ** -(torch.arange(0, size, 2, device=device) / size)
        angles = torch.outer(torch.arange(longest, device=device), frequencies)
        self.cosine, self.sine = angles.cos().bfloat16(), angles.sin().bfloat16()

    def rotate(self, heads: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        cosine, sine = (table[positions].unsqueeze(-2) for table in (self.cosine, self.sine))
        first, second = heads.chunk(2, dim=-1)
        return torch.cat([first * cosine - second * sine, second * cosine + first * sine], dim=-1)

    def project(self, layer: dict, states: torch.Tensor, positions: torch.Tensor):
        """Queries, keys and values by head, with their positions turned in."""
        model, size = self.model, self.model["headDim"]
        parts = (rms_norm(states, states.shape[-1:]) @ layer["qkv"].t()).unflatten(-1, (-1, size))
        query, key, value = parts.split([model["heads"], model["kvHeads"], model["kvHeads"]], dim=-2)
        return self.rotate(query, positions), self.rotate(key, positions), value

    def finish(self, layer: dict, states: torch.Tensor, attended: torch.Tensor) -> torch.Tensor:
        states = states + attended @ layer["out"].t()
        gate, up = (rms_norm(states, states.shape[-1:]) @ layer["gate_up"].t()).chunk(2, dim=-1)
        return states + (silu(gate) * up) @ layer["down"].t()

    def token(self, states: torch.Tensor) -> torch.Tensor:
        return (rms_norm(states, states.shape[-1:]) @ self.head.t()).argmax(dim=-1)

    def prefill(self, slot: int, tokens: torch.Tensor) -> torch.Tensor:
        """Computes a prompt into a slot and yields its first token."""
        length = tokens.shape[0]
        positions = torch.arange(length, device=self.device)
        states = self.embedding[tokens]
        for at, layer in enumerate(self.layers):
            query, key, value = self.project(layer, states, positions)
            key, value = key.transpose(0, 1), value.transpose(0, 1)
            self.cache[at, 0, slot, :, :length], self.cache[at, 1, slot, :, :length] = key, value
            copies = self.model["heads"] // self.model["kvHeads"]
            attended = attend(
                query.transpose(0, 1)[None],
                key.repeat_interleave(copies, 0)[None],
                value.repeat_interleave(copies, 0)[None],
                is_causal=True,
            )
            states = self.finish(layer, states, attended[0].transpose(0, 1).flatten(1))
        return self.token(states[-1:])

    def decode(self, tokens: torch.Tensor, held: torch.Tensor, context: int) -> torch.Tensor:
        """One token for every slot, each of which has `held` tokens; reads `context` positions."""
        states = self.embedding[tokens]
        seen = (torch.arange(context, device=self.device) <= held[:, None])[:, None, None]
        for at, layer in enumerate(self.layers):
            query, key, value = self.project(layer, states, held)
            self.cache[at, 0, self.rows, :, held], self.cache[at, 1, self.rows, :, held] = key, value
            grouped = query.unflatten(1, (self.model["kvHeads"], -1))
            keys, values = self.cache[at, 0, :, :, :context], self.cache[at, 1, :, :, :context]
            states = self.finish(layer, states, attend(grouped, keys, values, attn_mask=seen).flatten(1))
        return self.token(states)


class Stepper:
    """Decode steps, each from the graph of its context."""

    def __init__(self, decoder: Decoder, slots: int):
        self.decoder = decoder
        self.tokens = torch.zeros(slots, dtype=torch.long, device=decoder.device)
        self.held = torch.zeros(slots, dtype=torch.long, device=decoder.device)
        self.graphs: dict[int, tuple] = {}

    def step(self, context: int) -> torch.Tensor:
        if self.decoder.device.type != "cuda":
            return self.decoder.decode(self.tokens, self.held, context)
        if context not in self.graphs:
            self.decoder.decode(self.tokens, self.held, context)
            torch.cuda.synchronize()
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                output = self.decoder.decode(self.tokens, self.held, context)
            self.graphs[context] = (graph, output)
        graph, output = self.graphs[context]
        graph.replay()
        return output


def serve(case: dict, model: dict, device: torch.device) -> dict:
    """Runs the loop and says what its clients saw and what its steps took, all in seconds."""
    slots, prompt, answer = case["concurrency"], case["promptTokens"], case["outputTokens"]
    longest = -(-(prompt + answer + 1) // CONTEXT_STEP) * CONTEXT_STEP
    decoder = Decoder(model, slots, longest, device)
    stepper = Stepper(decoder, slots)
    text = torch.randint(model["vocab"], (prompt,), device=device)
    # Everything is run once before the clock starts: compilation, allocation and graphs.
    decoder.prefill(0, text)
    for context in range(CONTEXT_STEP, longest + 1, CONTEXT_STEP):
        if context > prompt:
            stepper.step(context)
    synchronize(device)

    waiting, unsent = slots, case["requests"] - slots
    sent = [time.perf_counter()] * slots
    first, generated = [0.0] * slots, [0] * slots
    free, running = list(range(slots)), []
    began = time.perf_counter()
    ttft, tpot, prefills, decodes = [], [], [], []
    while waiting or running:
        started = time.perf_counter()
        if waiting:
            waiting -= 1
            slot = free.pop(0)
            stepper.tokens[slot] = decoder.prefill(slot, text)[0]
            stepper.held[slot] = prompt
            synchronize(device)
            now = time.perf_counter()
            first[slot], generated[slot] = now, 1
            running.append(slot)
            ttft.append(now - sent[slot])
            prefills.append(now - started)
            continue
        held = prompt + max(generated[slot] for slot in running)
        stepper.tokens.copy_(stepper.step(-(-held // CONTEXT_STEP) * CONTEXT_STEP))
        stepper.held[running] += 1
        synchronize(device)
        now = time.perf_counter()
        if len(running) == slots:
            decodes.append(now - started)
        for slot in list(running):
            generated[slot] += 1
            if generated[slot] < answer:
                continue
            tpot.append((now - first[slot]) / (answer - 1))
            running.remove(slot)
            free.append(slot)
            stepper.held[slot] = 0
            if unsent:
                unsent -= 1
                waiting += 1
                sent[slot] = now
    wall = time.perf_counter() - began
    mean = lambda values: sum(values) / len(values)
    return {
        "ttft": mean(ttft),
        "tpot": mean(tpot),
        "outputTokensPerSecond": case["requests"] * answer / wall,
        "prefillStep": mean(prefills),
        "decodeStep": mean(decodes),
    }
