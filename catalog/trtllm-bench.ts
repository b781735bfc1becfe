import trtllmBench from './data/flags-trtllm-bench.json' with { type: 'json' };
import trtllmBenchBuild from './data/flags-trtllm-bench-build.json' with { type: 'json' };
import type { FlagTable } from './flag-table.ts';

/** `trtllm-bench`: what stands before `throughput` or `latency` and what stands behind it. */
export const trtllmBenchFlags = trtllmBench as unknown as FlagTable;

/** `trtllm-bench build`, with what stands before `build`. */
export const trtllmBenchBuildFlags = trtllmBenchBuild as unknown as FlagTable;
