import { type CollectiveLibrary, findAllReduce } from '../../catalog/collectives.ts';
import type { EngineSpec } from '../spec.ts';
import type { CostConstants } from './constants.ts';
import { type Link, linkOf } from './link.ts';

/**
 * Seconds of one all-reduce of so many bytes between the deployment's tensor-parallel ranks. Over NVLink: the kernel
 * as it was measured with this engine's library, or, for numbers of ranks that nobody measured, the formula; and what
 * ranks wait for each other, which a kernel benchmark does not see. Over PCIe always the formula: it depends on the
 * host, and the measured hosts are not typical (see `link.ts`).
 */
export function allReduceOf(
  spec: EngineSpec,
  constants: CostConstants,
  ranks = spec.tensorParallel,
): (bytes: number) => number {
  if (ranks < 2) return () => 0;
  const link = linkOf(spec.gpu, ranks);
  const table =
    link.kind === 'nvlink' ? findAllReduce(link.link, libraryOf(spec), ranks, spec.gpu.name) : undefined;
  const wait = constants.allReduceWait.value * Math.log2(ranks);
  return table
    ? (bytes) => interpolated(table.points, bytes) + wait
    : (bytes) => allReduceFormula(bytes, ranks, link, constants) + wait;
}

function libraryOf({ engine }: EngineSpec): CollectiveLibrary {
  if (engine === 'triton') return 'tensorrt-llm';
  return engine === 'tgi' ? 'nccl' : engine;
}

/** Straight in logarithms between measured sizes; flat below the smallest, proportional to bytes above the largest. */
export function interpolated(
  points: readonly (readonly [bytes: number, seconds: number])[],
  bytes: number,
): number {
  const above = points.findIndex(([size]) => size >= bytes);
  if (above === 0) return points[0]![1];
  if (above < 0) {
    const [size, seconds] = points.at(-1)!;
    return (seconds * bytes) / size;
  }
  const [lowSize, low] = points[above - 1]!;
  const [highSize, high] = points[above]!;
  const share = Math.log(bytes / lowSize) / Math.log(highSize / lowSize);
  return low * (high / low) ** share;
}

/**
 * The faster of two regimes. One-shot: every rank reads the others' whole message, latency-bound. Ring (or NVLink
 * SHARP): 2(n−1)/n of the message at bus bandwidth. The engines switch by message size in the same way (TensorRT-LLM
 * customAllReduceKernels, vLLM custom_all_reduce).
 */
export function allReduceFormula(bytes: number, ranks: number, link: Link, constants: CostConstants): number {
  const floor = link.kind === 'nvlink' ? constants.allReduceFloor.value : link.ringLatency;
  const oneShot = floor + ((ranks - 1) * bytes) / link.pairBandwidth;
  const ring = link.ringLatency + (((2 * (ranks - 1)) / ranks) * bytes) / link.busBandwidth;
  return Math.min(oneShot, ring);
}
