import type { CostConstants, Link } from './constants.ts';

/**
 * Seconds of one all-reduce of `bytes` over `ranks` GPUs: the faster of two regimes. One-shot: every rank reads the
 * others' whole message, latency-bound. Ring (or NVLink SHARP): 2(n−1)/n of the message at bus bandwidth.
 * The engines switch by message size in the same way (TensorRT-LLM customAllReduceKernels, vLLM custom_all_reduce).
 */
export function allReduceTime(bytes: number, ranks: number, link: Link, constants: CostConstants): number {
  if (ranks < 2) return 0;
  const floor = link.kind === 'nvlink' ? constants.allReduceFloor.value : link.ringLatency;
  const oneShot = floor + ((ranks - 1) * bytes) / link.pairBandwidth;
  const ring = link.ringLatency + (((2 * (ranks - 1)) / ranks) * bytes) / link.busBandwidth;
  return Math.min(oneShot, ring) + constants.allReduceWait.value * Math.log2(ranks);
}
