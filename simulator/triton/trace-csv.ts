import type { CsvProblem } from './latency-csv.ts';
import type { TracedInference } from './workload.ts';

/** Columns of a trace; only the first is needed. A missing cell is as if its column were missing. */
const columns = ['arrived_at', 'batch', 'priority', 'timeout_us', 'sequence'] as const;

/** Requests with their times in seconds: `arrived_at[,batch][,priority][,timeout_us][,sequence]`, others ignored. */
export function readTraceCsv(text: string): {
  readonly requests: readonly TracedInference[];
  readonly problems: readonly CsvProblem[];
} {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const header = lines[0]!.split(',').map((name) => name.trim());
  const places = columns.map((name) => header.indexOf(name));
  if (places[0]! < 0)
    return {
      requests: [],
      problems: [{ line: 1, message: 'no column arrived_at', hint: columns.join(', ') }],
    };
  const requests: TracedInference[] = [];
  const problems: CsvProblem[] = [];
  for (let at = 1; at < lines.length; at++) {
    if (lines[at]!.trim() === '') continue;
    const cells = lines[at]!.split(',');
    const [arrived, batch, priority, timeout, sequence] = places.map((place) => {
      const cell = place < 0 ? undefined : cells[place]?.trim();
      return cell === undefined || cell === '' ? undefined : Number(cell);
    });
    const counts = [batch, priority, timeout, sequence].filter((value) => value !== undefined);
    if (
      arrived === undefined ||
      !(arrived >= 0 && Number.isFinite(arrived)) ||
      counts.some((value) => !Number.isInteger(value) || value < 0) ||
      batch === 0
    ) {
      problems.push({
        line: at + 1,
        message: `expected seconds and whole numbers, found “${lines[at]}”`,
        hint: columns.join(', '),
      });
      continue;
    }
    requests.push({
      arrived,
      ...(batch !== undefined && { batch }),
      ...(priority !== undefined && { priority }),
      ...(timeout !== undefined && { timeout: timeout * 1e-6 }),
      ...(sequence !== undefined && { sequence }),
    });
  }
  if (requests.length === 0 && problems.length === 0)
    problems.push({ line: 1, message: 'the trace has no requests' });
  return { requests, problems };
}
