import { memoryFacts, untilVersion, visibleMemory } from '../../catalog/memory.ts';
import type { EngineSpec } from '../spec.ts';
import { logits, passActivations } from './activations.ts';
import { type Buffer, gibibytes, item, sum } from './buffer.ts';
import { cudaGraphs } from './cuda-graphs.ts';
import { type InstanceMemory, intoRoom, weightItems } from './instance.ts';
import { kvBytesPerToken } from './kv-cache.ts';
import { communication, cudaContext } from './process.ts';

/**
 * A share of what is free after a prefill of max_batch_prefill_tokens, less what `--cuda-memory-fraction` leaves
 * others, and the blocks of that prefill besides.
 */
export function tgiMemory(spec: EngineSpec, before: number): InstanceMemory {
  const items = [
    ...weightItems(spec),
    ...item('activations', 'Peak of the warm-up prefill', warmUp(spec)),
    ...item('communication', 'NCCL', communication(spec)),
    ...item('cuda-context', 'CUDA context', cudaContext(spec)),
  ];
  const visible = visibleMemory(spec.gpu).bytes;
  const prefill = spec.maxNumTokens * kvBytesPerToken(spec);
  const free = visible - before - sum(items) - prefill - (1 - spec.memoryFraction) * visible;
  const share = untilVersion(memoryFacts.tgi.share, spec.engineVersion);
  const kvBytes = share.value * free + prefill;
  const room = visible - before - sum(items) - kvBytes;
  return {
    items,
    beside: item('cuda-graphs', 'CUDA graphs', intoRoom(cudaGraphs(spec), room)),
    kvBytes,
    kvFormula: `${share.value} × ${gibibytes(free)} free after the warm-up prefill + ${gibibytes(prefill)} of its own blocks`,
    kvSource: share.source,
  };
}

/** Until 3.0 the warm-up computes the log-probabilities of every prompt token; PyTorch keeps what it has reserved. */
function warmUp(spec: EngineSpec): Buffer {
  const pass = passActivations(spec, spec.maxNumTokens);
  const { promptLogits } = memoryFacts.tgi;
  if (untilVersion([promptLogits, { source: '' }], spec.engineVersion) !== promptLogits) return pass;
  return {
    bytes: pass.bytes + promptLogits.value * logits(spec, spec.maxNumTokens),
    formula: `${pass.formula} + ${promptLogits.value} × ${spec.maxNumTokens} tokens × ${spec.model.vocab} logits × 4 B`,
    source: promptLogits.source,
  };
}
