import type { RequestTable } from '../prediction.ts';

/** A column of the request table with its name on the outside; a request that was rejected has no times. */
export interface RequestColumn {
  readonly name: string;
  readonly values: Float64Array | Int32Array;
}

/** The columns of `--requests-out`, in order; the row's number is `id`. Seconds and tokens. */
export function columns(table: RequestTable): readonly RequestColumn[] {
  return [
    { name: 'arrived_s', values: table.arrived },
    { name: 'scheduled_s', values: table.scheduled },
    { name: 'first_token_s', values: table.firstToken },
    { name: 'finished_s', values: table.finished },
    { name: 'prompt_tokens', values: table.promptTokens },
    { name: 'output_tokens', values: table.outputTokens },
    { name: 'cached_tokens', values: table.cachedTokens },
    { name: 'preemptions', values: table.preemptions },
  ];
}

/** The request table as CSV, times in seconds to the nanosecond. */
export function toRequestsCsv(table: RequestTable): string {
  const shown = columns(table);
  const lines = [['id', ...shown.map((column) => column.name)].join(',')];
  for (let row = 0; row < table.count; row++) {
    lines.push([row, ...shown.map((column) => cell(column.values, row))].join(','));
  }
  return `${lines.join('\n')}\n`;
}

function cell(values: Float64Array | Int32Array, row: number): string {
  const value = values[row]!;
  if (Number.isNaN(value)) return '';
  return values instanceof Int32Array ? String(value) : String(Number(value.toFixed(9)));
}
