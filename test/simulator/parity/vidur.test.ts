import { describe, expect, it } from 'vitest';
import { VllmV0Scheduler, type VllmV0Settings } from '../../../simulator/batching/vllm-v0.ts';
import { serve, traced } from '../batching/serve.ts';
import { metricsOf, OpTables, readTable, tablesExist } from './op-tables.ts';

/** As the runs were configured: 30,208 blocks of 16 tokens, 128 requests, 1 % watermark. */
const limits = { slots: 128, rows: 128, maxSeqLen: 4097, blockTokens: 16, blocks: 30_208 };
const v0: VllmV0Settings = {
  watermark: 0.01,
  delayFactor: 0,
  maxPaddings: undefined,
  stepsAtOnce: 1,
  partialPrefills: { most: 1, mostLong: 1, longTokens: 0 },
};

interface Outcome {
  readonly ttft: number[];
  readonly tpot: number[];
  readonly e2e: number[];
}

function ours(
  changes: { readonly stepTokens: number; readonly chunkedPrefill: boolean },
  settings = v0,
): Outcome {
  const tables = new OpTables();
  const trace = readTable('../shared/measurements/traces/workload_B_8b_1000.csv');
  const { requests } = serve({
    requests: trace.map((row) => traced(row.arrived_at!, row.num_prefill_tokens!, row.num_decode_tokens!)),
    limits: { ...limits, ...changes, prefillAttention: tables.prefillAttention },
    timer: tables,
    policy: (batch, all, capacity) => new VllmV0Scheduler(batch, all, capacity, settings),
  });
  const each = (value: (row: number) => number) => trace.map((_, row) => value(row));
  return {
    ttft: each((row) => requests.firstToken[row]! - requests.arrived[row]!),
    // Vidur divides by all tokens, the first one included.
    tpot: each((row) => (requests.finished[row]! - requests.firstToken[row]!) / requests.outputTokens[row]!),
    e2e: each((row) => requests.finished[row]! - requests.arrived[row]!),
  };
}

function theirs(run: string): Outcome {
  const rows = metricsOf(run);
  const column = (name: string) => rows.map((row) => row[name]!);
  return {
    ttft: column('prefill_e2e_time'),
    tpot: column('decode_time_execution_plus_preemption_normalized'),
    e2e: column('request_e2e_time'),
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const p99 = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[Math.floor(0.99 * (values.length - 1))]!;

/** By how much the mean and the 99th percentile of each figure differ. */
function deviations(one: Outcome, other: Outcome): Record<string, number> {
  const found: Record<string, number> = {};
  for (const name of ['ttft', 'tpot', 'e2e'] as const) {
    found[`${name} mean`] = mean(one[name]) / mean(other[name]) - 1;
    found[`${name} p99`] = p99(one[name]) / p99(other[name]) - 1;
  }
  return found;
}

/** Share of requests whose first token is at most so many seconds apart. */
const alike = (one: Outcome, other: Outcome, seconds: number): number =>
  one.ttft.filter((value, row) => Math.abs(value - other.ttft[row]!) <= seconds).length / one.ttft.length;

describe.skipIf(!tablesExist)("1,000 requests with Vidur's step times", () => {
  it('are served as by its Sarathi scheduler: V0 with chunked prefill', () => {
    const found = ours({ stepTokens: 512, chunkedPrefill: true });
    const expected = theirs('sarathi');
    for (const [figure, deviation] of Object.entries(deviations(found, expected))) {
      expect(Math.abs(deviation), figure).toBeLessThan(0.01);
    }
    // A step more or less where rows that the table lacks have moved an arrival over the end of a step.
    expect(alike(found, expected, 0.03)).toBeGreaterThan(0.97);
  });

  // vllm_replica_scheduler.py counts a step's prompts as if all were as long as the longest, as vLLM did from 0.2.7 to
  // 0.3.3, though without the bound on paddings that vLLM had beside it.
  const asVidur = { ...v0, maxPaddings: Number.POSITIVE_INFINITY };

  it('are served as by its vLLM scheduler: V0 with the budget of padded prompts', () => {
    const found = ours({ stepTokens: 4096, chunkedPrefill: false }, asVidur);
    const expected = theirs('vllm');
    for (const [figure, deviation] of Object.entries(deviations(found, expected))) {
      expect(Math.abs(deviation), figure).toBeLessThan(0.01);
    }
    // A step more or less where rows that the table lacks have moved an arrival over the end of a step.
    expect(alike(found, expected, 0.03)).toBeGreaterThan(0.97);
  });

  it('differ from its vLLM scheduler by that budget alone: since 0.4 a step takes more prompts', () => {
    const found = deviations(ours({ stepTokens: 4096, chunkedPrefill: false }), theirs('vllm'));
    const { 'ttft p99': late, ...others } = found;
    // The latest tenth of the latest tenth waits for fewer steps.
    expect(late).toBeGreaterThan(-0.05);
    expect(late).toBeLessThan(-0.01);
    for (const [figure, deviation] of Object.entries(others)) {
      expect(Math.abs(deviation), figure).toBeLessThan(0.01);
    }
  });
});
