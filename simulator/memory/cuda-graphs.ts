import { memoryFacts } from '../../catalog/memory.ts';
import { versionAtLeast } from '../model/version.ts';
import type { EngineSpec } from '../spec.ts';
import type { Buffer } from './buffer.ts';
import { isPytorchBackend, isTensorrt, isV1 } from './engine-kind.ts';

/** Memory of the CUDA graphs that an engine captures: what each adds, beside the pool that they share. */
export function cudaGraphs(spec: EngineSpec): Buffer | undefined {
  if (spec.enforceEager || (isTensorrt(spec) && !isPytorchBackend(spec))) return undefined;
  const { full, piecewise } = capturedGraphs(spec);
  const { each } = memoryFacts.cudaGraphs;
  return {
    bytes: (full + piecewise) * each.value,
    formula: `${full > 0 && piecewise > 0 ? `(${full} full + ${piecewise} piecewise)` : full + piecewise} graphs × ${each.value / 2 ** 20} MiB`,
    source: each.source,
  };
}

/**
 * How many graphs are captured, by version. vLLM: V0 batches 1, 2, 4, 8 to 256 by 8 (worker/model_runner.py
 * _BATCH_SIZES_TO_CAPTURE); V1 to 512 by 8, piecewise, from 0.11 on decode batches as full graphs too
 * (FULL_AND_PIECEWISE); from 0.13 on every 16 above 256, up to twice max_num_seqs (config/vllm.py
 * _set_cudagraph_sizes; 1,024 on compute capability 10).
 */
export function capturedGraphs(spec: EngineSpec): { readonly full: number; readonly piecewise: number } {
  const { engineVersion, maxBatchSize: sequences, maxNumTokens } = spec;
  const { tensorrtLlmBatch, sglangBatch } = memoryFacts.cudaGraphs;
  if (isTensorrt(spec)) return { full: sizes(Math.min(sequences, tensorrtLlmBatch.value)), piecewise: 0 };
  if (spec.engine === 'sglang') return { full: sizes(Math.min(sequences, sglangBatch.value)), piecewise: 0 };
  if (spec.engine === 'tgi') return { full: sizes(Math.min(sequences, 32)), piecewise: 0 };
  if (!isV1(spec)) return { full: sizes(Math.min(roundUp(sequences, 8), 256)), piecewise: 0 };
  if (!versionAtLeast(engineVersion, 0, 13)) {
    const full = versionAtLeast(engineVersion, 0, 11) ? sizes(Math.min(sequences, 512)) : 0;
    return { full, piecewise: sizes(512) };
  }
  const most = spec.gpu.sm >= 100 && spec.gpu.sm < 120 ? 1024 : 512;
  const largest = Math.min(2 * sequences, most, maxNumTokens);
  return { full: sizes(Math.min(sequences, largest), 16), piecewise: sizes(largest, 16) };
}

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/** 1, 2, 4, then every 8 below 256, then every `step` up to the largest. */
function sizes(largest: number, step = 8): number {
  if (largest < 1) return 0;
  const small = [1, 2, 4].filter((size) => size <= largest).length;
  const below = Math.min(Math.floor(largest / 8), 31);
  const above = largest >= 256 ? Math.floor((largest - 256) / step) + 1 : 0;
  return small + below + above;
}
