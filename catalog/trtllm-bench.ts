import trtllmBench from './data/flags-trtllm-bench.json' with { type: 'json' };
import type { FlagTable } from './flag-table.ts';

/** `trtllm-bench`: what stands before `throughput` or `latency` and what stands behind it. */
export const trtllmBenchFlags = trtllmBench as unknown as FlagTable;
