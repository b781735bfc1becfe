import type { RequestRows } from './recorder.ts';

const header = 'id,arrived_s,scheduled_s,finished_s,inferences,batch,priority,outcome';

/** A line for each request, in order of arrival; times in seconds to the nanosecond, empty where it never came to that. */
export function toTritonRequestsCsv(rows: RequestRows): string {
  const lines = [header];
  const time = (value: number | undefined): string =>
    value === undefined || Number.isNaN(value) ? '' : String(Number(value.toFixed(9)));
  for (let row = 0; row < rows.count; row++) {
    const outcome = rows.outcome[row];
    if (outcome === undefined) continue;
    lines.push(
      [
        row,
        time(rows.arrived[row]),
        time(rows.started[row]),
        time(rows.finished[row]),
        rows.size[row],
        rows.executed[row] || '',
        rows.priority[row],
        outcome,
      ].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}
