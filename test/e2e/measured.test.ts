import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const measurements = '../shared/measurements';
const run = promisify(execFile);

async function batchwise(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['dist/cli.js', ...args], { maxBuffer: 2 ** 26 });
  return stdout;
}

interface Logged {
  readonly output_toks: number;
  readonly queued_ts: number;
  readonly first_token_ts: number;
  readonly last_token_ts: number;
}

/** Mean milliseconds in the log of vLLM 0.19.0 on one RTX 4090. */
function logged(): { ttft: number; tpot: number; e2e: number } {
  const rows = readFileSync(`${measurements}/requests/rtx4090_llama-3.1-8b/requests.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Logged);
  const mean = (pick: (row: Logged) => number): number =>
    (1e3 * rows.reduce((sum, row) => sum + pick(row), 0)) / rows.length;
  return {
    ttft: mean((row) => row.first_token_ts - row.queued_ts),
    tpot: mean((row) => (row.last_token_ts - row.first_token_ts) / (row.output_toks - 1)),
    e2e: mean((row) => row.last_token_ts - row.queued_ts),
  };
}

interface Simulated {
  readonly results: readonly {
    readonly ttft_ms: { readonly mean: number };
    readonly tpot_ms: { readonly mean: number };
    readonly e2e_ms: { readonly mean: number };
  }[];
}

describe.skipIf(!existsSync(measurements))('measurements', () => {
  it('of 300 requests to vLLM on one RTX 4090 are reproduced within 10 % by simulate --trace', async () => {
    const { results } = JSON.parse(
      await batchwise(
        ...['simulate', '--format', 'json', '--engine', 'vllm', '--engine-version', '0.19.0'],
        ...['--model', 'meta-llama/Llama-3.1-8B', '--weights', 'bf16', '--gpu', 'RTX 4090'],
        ...['--max-batch-size', '256', '--max-num-tokens', '2048', '--max-seq-len', '32768'],
        ...['--memory-fraction', '0.9'],
        ...['--trace', `${measurements}/traces/llmservingsim_sharegpt-llama-3.1-8b-300-sps10.csv`],
      ),
    ) as Simulated;
    const { ttft, tpot, e2e } = logged();
    const found = results[0]!;
    for (const [predicted, measured] of [
      [found.ttft_ms.mean, ttft],
      [found.tpot_ms.mean, tpot],
      [found.e2e_ms.mean, e2e],
    ] as const) {
      expect(predicted / measured).toBeGreaterThan(0.9);
      expect(predicted / measured).toBeLessThan(1.1);
    }
  });

  it('are scored by validate, nine of ten of the engines that are modelled, in under three minutes', async () => {
    const started = performance.now();
    const { rows, summary } = JSON.parse(
      await batchwise('validate', `${measurements}/calibration.csv`, '--format', 'json'),
    ) as {
      rows: { id: string; predicted?: number; skipped?: string }[];
      summary: {
        rows: number;
        scored: number;
        skipped: Record<string, number>;
        median_abs_error_pct: number;
      };
    };
    expect(performance.now() - started).toBeLessThan(180_000);
    const otherEngines = Object.entries(summary.skipped)
      .filter(([why]) => why.startsWith('engine not modelled'))
      .reduce((sum, [, count]) => sum + count, 0);
    expect(summary.scored / (summary.rows - otherEngines)).toBeGreaterThan(0.9);
    expect(rows.length).toBe(summary.rows);
    expect(rows.every((row) => row.predicted !== undefined || (row.skipped ?? '') !== '')).toBe(true);
    expect(summary.median_abs_error_pct).toBeLessThan(15);
  }, 240_000);
});

describe('validate', () => {
  it('says what is missing from a file that holds no measurements, with exit code 2', async () => {
    await expect(batchwise('validate', 'README.md')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has no column id'),
    });
  });
});
