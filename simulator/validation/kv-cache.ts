import { memoryOf } from '../memory/memory-of.ts';
import { kvCacheSpec } from './kv-cache-row.ts';

/**
 * A row of a CSV of start-up logs, by column name: `id, engine, version, model, dtype, quant, gpu,
 * gpu_mem_gib_reported, tp, gpu_memory_utilization, max_model_len, max_num_batched_tokens, enforce_eager, kv_tokens,
 * quality`, and `max_num_seqs` where it is known. An empty cell is a setting that was left at its default.
 */
export type KvCacheRow = Readonly<Record<string, string>>;

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

/** Median and worst absolute error of the scored rows; undefined where there are none. */
export function kvCacheErrors(
  scores: readonly KvCacheScore[],
): { readonly rows: number; readonly median: number; readonly worst: number } | undefined {
  const errors = scores
    .flatMap((score) => (score.error === undefined ? [] : [Math.abs(score.error)]))
    .sort((left, right) => left - right);
  if (errors.length === 0) return undefined;
  const middle = errors.length / 2;
  const median = (errors[Math.ceil(middle) - 1]! + errors[Math.floor(middle)]!) / 2;
  return { rows: errors.length, median, worst: errors.at(-1)! };
}
