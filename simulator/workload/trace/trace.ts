import type { TracedRequest } from '../workload.ts';

/** Why a trace cannot be read: the line (from 1), what is wrong with it, and what to do. */
export interface TraceProblem {
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

export type TraceResult =
  | {
      readonly ok: true;
      /** In order of arrival, seconds from the first on. */
      readonly requests: readonly TracedRequest[];
      readonly format: string;
      /** Rows without an answer, which are left out. */
      readonly skipped: number;
    }
  | { readonly ok: false; readonly problem: TraceProblem };

/** A row: seconds on some clock, and tokens; `undefined` where the row has no answer and is left out. */
export type TraceRow = TracedRequest | undefined;

export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1;

/** Starts the clock at the first request. Sorting keeps the order of rows that came at the same time. */
export function finished(format: string, rows: readonly TraceRow[]): TraceResult {
  const known = rows.filter((row) => row !== undefined);
  if (known.length === 0) {
    return { ok: false, problem: { line: 1, message: 'the trace has no requests', hint: 'give one a line' } };
  }
  const sorted = known.sort((left, right) => left.arrived - right.arrived);
  const start = sorted[0]!.arrived;
  return {
    ok: true,
    format,
    skipped: rows.length - known.length,
    requests: sorted.map((row) => ({ ...row, arrived: row.arrived - start })),
  };
}
