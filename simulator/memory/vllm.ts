import { memoryFacts, untilVersion, visibleMemory } from '../../catalog/memory.ts';
import { bytesPerNumber } from '../model/number-formats.ts';
import { versionAtLeast } from '../model/version.ts';
import type { EngineSpec } from '../spec.ts';
import { logits, passActivations } from './activations.ts';
import { type Buffer, gibibytes, item, measured, sum } from './buffer.ts';
import { cudaGraphs } from './cuda-graphs.ts';
import { isV1 } from './engine-kind.ts';
import { type InstanceMemory, intoRoom, weightItems } from './instance.ts';
import { communication, cudaContext } from './process.ts';

/**
 * `utilisation × total − everything else`: the fraction counts weights too. Whether it counts the CUDA context and the
 * CUDA graphs hangs on the release.
 */
export function vllmMemory(spec: EngineSpec, before: number): InstanceMemory {
  const visible = visibleMemory(spec.gpu).bytes;
  const graphs = item('cuda-graphs', 'CUDA graphs', cudaGraphs(spec));
  const context = item('cuda-context', 'CUDA context', cudaContext(spec));
  const countsContext = contextCounted(spec);
  const countsGraphs = versionAtLeast(spec.engineVersion, 0, 21);
  const items = [
    ...weightItems(spec),
    ...item('activations', 'Activation peak of the profiling run', profilePeak(spec)),
    ...item('communication', 'NCCL', communication(spec)),
    ...item('runtime-buffers', 'Kernels and workspaces outside PyTorch', outsidePytorch(spec)),
    ...(countsContext ? context : []),
    ...(countsGraphs ? graphs : []),
  ];
  const requested = spec.memoryFraction * visible;
  const found = visible - before - (countsContext ? 0 : sum(context));
  const starts = requested <= found;
  return {
    items,
    beside: [
      ...(countsContext ? [] : context),
      ...(countsGraphs
        ? []
        : item('cuda-graphs', 'CUDA graphs', intoRoom(cudaGraphs(spec), found - requested))),
    ],
    kvBytes: starts ? requested - sum(items) : found - requested,
    kvFormula: `${spec.memoryFraction} × ${gibibytes(visible)} − ${gibibytes(sum(items))}`,
    kvSource: sourceOf(spec),
  };
}

/**
 * Peak of the profiling run over weights. The pass takes max_num_batched_tokens tokens, which without chunked prefill
 * hold a whole prompt; the sampler max_num_seqs rows, with the pass's hidden states still live. One follows the other.
 */
function profilePeak(spec: EngineSpec): Buffer {
  const pass = passActivations(spec, spec.maxNumTokens);
  const sampling = samplerPeak(spec);
  return sampling.bytes > pass.bytes ? sampling : pass;
}

function samplerPeak(spec: EngineSpec): Buffer {
  const { model, maxNumTokens: tokens } = spec;
  const states = tokens * model.hidden * bytesPerNumber.bf16;
  const held = `${tokens} tokens × ${model.hidden} hidden × ${bytesPerNumber.bf16} B`;
  const early = memoryFacts.earlyV1;
  if (isV1(spec) && untilVersion([early, { source: '' }], spec.engineVersion) === early) {
    return {
      bytes: tokens * model.vocab * early.bytesPerLogit + states,
      formula: `${tokens} tokens × ${model.vocab} logits × ${early.bytesPerLogit} B + ${held}`,
      source: early.source,
    };
  }
  const { copies, extraBytes, source } = untilVersion(memoryFacts.sampler, spec.engineVersion);
  const rows = Math.min(spec.maxBatchSize, tokens);
  return {
    bytes: copies * logits(spec, rows) + extraBytes + states,
    formula:
      `${copies} × ${rows} rows × ${model.vocab} logits × ${bytesPerNumber.fp32} B` +
      `${extraBytes > 0 ? ` + ${extraBytes / 2 ** 20} MiB` : ''} + ${held}`,
    source,
  };
}

function outsidePytorch(spec: EngineSpec): Buffer {
  const release = isV1(spec) ? undefined : '0.7';
  return measured(untilVersion(memoryFacts.outsidePytorch, release));
}

/**
 * V1 to 0.8 takes off all that is used outside PyTorch, so did V0 in 0.6.3 and 0.6.4; every other release compares
 * with a snapshot that holds the context already (worker/worker.py determine_num_available_blocks;
 * v1/worker/gpu_worker.py determine_available_memory).
 */
function contextCounted(spec: EngineSpec): boolean {
  if (isV1(spec)) return !versionAtLeast(spec.engineVersion, 0, 9);
  return /^v?0\.6\.[34](\D|$)/.test(spec.engineVersion ?? '');
}

function sourceOf(spec: EngineSpec): string {
  if (!isV1(spec)) return 'vLLM worker/worker.py determine_num_available_blocks';
  return versionAtLeast(spec.engineVersion, 0, 21)
    ? 'vLLM v1/worker/gpu_worker.py determine_available_memory, with the graphs since PR 38284'
    : 'vLLM v1/worker/gpu_worker.py determine_available_memory';
}
