import { memoryOf } from '../memory/memory-of.ts';
import { kvCacheSpec } from './kv-cache-row.ts';
import { quantile } from './score.ts';

/**
 * A row of a CSV of start-up logs, by column name: `id, engine, version, model, dtype, quant, gpu,
 * gpu_mem_gib_reported, tp, gpu_memory_utilization, max_model_len, max_num_batched_tokens, enforce_eager, kv_tokens,
 * quality`, and `max_num_seqs` where it is known. An empty cell is a setting that was left at its default.
 */
export type KvCacheRow = Readonly<Record<string, string>>;

/** What a file of start-up logs has at least. */
export const kvCacheColumns = ['engine', 'model', 'gpu', 'kv_tokens'] as const;

/** What the engine printed beside what Batchwise predicts; tokens. */
export interface KvCacheScore {
  readonly id: string;
  readonly engine: string;
  readonly version: string;
  readonly model: string;
  readonly gpu: string;
  readonly quality: string;
  readonly measured?: number;
  readonly predicted?: number;
  /** `predicted / measured − 1`. */
  readonly error?: number;
  /** Why there is no prediction, or nothing to compare it with. */
  readonly skipped?: string;
  /** Settings that the row leaves open and what was taken for them. */
  readonly assumed: readonly string[];
}

/** `scoreKvCache(readCsv(text))` (csv.ts) for a file with the columns of `KvCacheRow`: one score a row, in its order. */
export function scoreKvCache(rows: readonly KvCacheRow[]): KvCacheScore[] {
  return rows.map((row) => {
    const cell = (name: string): string => (row[name] ?? '').trim();
    const about = {
      id: cell('id'),
      engine: cell('engine'),
      version: cell('version'),
      model: cell('model'),
      gpu: cell('gpu'),
      quality: cell('quality'),
    };
    if (about.quality === 'C')
      return { ...about, skipped: 'quality C: settings missing or ambiguous', assumed: [] };
    const read = kvCacheSpec(row);
    if ('skipped' in read) return { ...about, skipped: read.skipped, assumed: [] };
    const { assumed } = read;
    const predicted = memoryOf(read.spec).kvCacheTokens;
    const measured = cell('kv_tokens') === '' ? undefined : Number(cell('kv_tokens'));
    if (measured === undefined || !Number.isFinite(measured))
      return { ...about, predicted, skipped: 'no number of tokens was printed', assumed };
    if (measured === 0) {
      return predicted === 0
        ? { ...about, measured, predicted, error: 0, assumed }
        : { ...about, measured, predicted, error: Number.POSITIVE_INFINITY, assumed };
    }
    return { ...about, measured, predicted, error: predicted / measured - 1, assumed };
  });
}

export interface KvCacheErrors {
  readonly rows: number;
  /** Of absolute errors, as shares. */
  readonly median: number;
  readonly mean: number;
  readonly p90: number;
  readonly worst: number;
  /** Median of the signed errors. */
  readonly bias: number;
}

/** Errors of the scored rows; undefined where there are none. */
export function kvCacheErrors(scores: readonly KvCacheScore[]): KvCacheErrors | undefined {
  const errors = scores.flatMap((score) => (score.error === undefined ? [] : [score.error]));
  if (errors.length === 0) return undefined;
  const ascending = (values: readonly number[]): number[] => [...values].sort((left, right) => left - right);
  const absolute = ascending(errors.map(Math.abs));
  return {
    rows: errors.length,
    median: quantile(absolute, 0.5),
    mean: absolute.reduce((total, error) => total + error, 0) / absolute.length,
    p90: quantile(absolute, 0.9),
    worst: absolute.at(-1)!,
    bias: quantile(ascending(errors), 0.5),
  };
}
