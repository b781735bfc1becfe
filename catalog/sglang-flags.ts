import sglangServe from './data/flags-sglang.json' with { type: 'json' };
import type { FlagTable } from './flag-table.ts';

/** `python -m sglang.launch_server`, also as `sglang serve`. */
export const sglangServeFlags = sglangServe as unknown as FlagTable;
