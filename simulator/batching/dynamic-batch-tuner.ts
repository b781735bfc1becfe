import type { RequestPool } from '../engine/request-pool.ts';
import { blocksFor } from './limits.ts';
import type { Limits } from './scheduler.ts';
import type { DynamicBatch } from './settings.ts';

/** Requests whose lengths are averaged (TensorRT-LLM llm_args.py, DynamicBatchConfig). */
export const tunerWindow = {
  value: 128,
  source: 'TensorRT-LLM llmapi/llm_args.py DynamicBatchConfig.dynamic_batch_moving_average_window',
} as const;

/** executor.h, DynamicBatchConfig::kDefaultBatchSizeTable: below the first number the batch is the second. */
const table: readonly (readonly [below: number, batch: number])[] = [
  [144, 128],
  [336, 256],
  [672, 512],
  [832, 768],
  [1280, 1024],
  [1664, 1536],
];

/** The batch for so many requests as the KV cache holds (dynamicBatchTuner.cpp, getRuntimeBatchSize). */
export function runtimeBatchSize(capacity: number): number {
  const entry = table.find(([below]) => capacity < below);
  if (entry) return entry[1];
  const whole = Math.floor(capacity / 512) * 512;
  return capacity < whole + 128 ? whole : capacity;
}

/** The token budget of a step for a batch (dynamicBatchTuner.cpp, getRuntimeMaxNumTokens). */
export function runtimeMaxNumTokens(batch: number, input: number, output: number): number {
  const tokens = Math.trunc((batch * input) / output + batch);
  const ratio = input / output;
  const least = ratio > 2 ? 8192 : ratio > 0.5 ? 4096 : 2048;
  return Math.max(2 ** Math.ceil(Math.log2(tokens)), least);
}

/**
 * TensorRT-LLM's tuner: the batch, and where asked for the tokens of a step, follow the mean lengths of requests. The
 * executor enters every active request into the window at each iteration (executorImpl.cpp, executionLoop), running
 * and waiting, in order; so with fewer of them than it is long the window holds them several times over. It is taken
 * as settled here: as it is when that has gone on for a window's length.
 */
export class DynamicBatchTuner {
  rows: number;
  stepTokens: number;
  private readonly limits: Limits;
  private readonly settings: DynamicBatch;
  private readonly active: number[] = [];

  constructor(limits: Limits, settings: DynamicBatch) {
    this.limits = limits;
    this.settings = settings;
    this.rows = limits.rows;
    this.stepTokens = limits.stepTokens;
  }

  /** Forgets whom it has seen. */
  begin(): void {
    this.active.length = 0;
  }

  /** Shows an active request, in order; false when it needs no more. */
  see(request: number): boolean {
    this.active.push(request);
    return this.active.length < this.limits.slots;
  }

  /** Works out the limits for the requests that it was shown. */
  tune(pool: RequestPool): void {
    const { active, limits, settings } = this;
    const count = active.length;
    if (count === 0) return;
    const rounds = Math.floor(settings.window / count);
    const rest = settings.window % count;
    let input = 0;
    let output = 0;
    for (let at = 0; at < count; at++) {
      const request = active[at]!;
      const times = rounds + (at >= count - rest ? 1 : 0);
      input += times * pool.prompt[request]!;
      output += times * pool.wanted[request]!;
    }
    input /= settings.window;
    output /= settings.window;
    if (settings.batchSize) {
      const blocks = Math.max(1, blocksFor(limits, Math.trunc(input) + Math.trunc(output)));
      this.rows = Math.min(limits.rows, Math.max(1, runtimeBatchSize(Math.floor(limits.blocks / blocks))));
    }
    if (settings.maxNumTokens) {
      this.stepTokens = Math.min(limits.stepTokens, runtimeMaxNumTokens(this.rows, input, output));
    }
  }
}
