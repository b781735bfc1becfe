import type { LatencyPoint } from './latency-table.ts';

/** A line that cannot be read, 1-based, and what to do about it. */
export interface CsvProblem {
  readonly line: number;
  readonly message: string;
  readonly hint?: string;
}

export interface LatencyCsv {
  readonly kind: 'plain' | 'perf_analyzer';
  readonly points: readonly LatencyPoint[];
  /** Seconds a request spends outside the server, of the row with the least load: perf_analyzer's client and network. */
  readonly clientOverhead?: number;
  readonly problems: readonly CsvProblem[];
}

const perfColumns = ['Server Compute Input', 'Server Compute Infer', 'Server Compute Output'] as const;
const overheadColumns = ['Client Send', 'Network+Server Send/Recv', 'Client Recv'] as const;

/**
 * A table of latencies: of ours `batch,latency_ms` and, where instances ran side by side, `instances`; or what
 * `perf_analyzer -f` writes, times in microseconds (client/src/c++/perf_analyzer/report_writer.cc).
 *
 * A row of perf_analyzer is the mean of one execution's parts at that concurrency. With C requests in flight and no
 * dynamic batching min(C, instances) executions run side by side, so a row of concurrency C stands for that many.
 * The file does not say how many inferences a request had: `batch` does, 1 as perf_analyzer's own default.
 *
 * @param instances of the model on one device when it was measured: rows of a higher concurrency only queue more
 */
export function readLatencyCsv(text: string, { batch = 1, instances = 1 } = {}): LatencyCsv {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const header = lines[0]!.split(',').map((name) => name.trim());
  const rows = lines
    .map((line, at) => ({ line: at + 1, cells: line.split(',').map((cell) => cell.trim()) }))
    .slice(1)
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (perfColumns.every((name) => header.includes(name)))
    return readPerfAnalyzer(header, rows, batch, instances);
  if (header.includes('batch') && header.includes('latency_ms')) return readPlain(header, rows);
  return {
    kind: 'plain',
    points: [],
    problems: [
      {
        line: 1,
        message: `no latency table: the header is “${lines[0]!.slice(0, 80)}”`,
        hint: 'it is batch,latency_ms (and instances, where several run on one device), or the file of perf_analyzer -f',
      },
    ],
  };
}

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

function readPlain(header: readonly string[], rows: readonly Row[]): LatencyCsv {
  const problems: CsvProblem[] = [];
  const points: LatencyPoint[] = [];
  for (const { line, cells } of rows) {
    const cell = (name: string): string | undefined => {
      const at = header.indexOf(name);
      return at < 0 ? undefined : cells[at];
    };
    const batch = Number(cell('batch') || Number.NaN);
    const ms = Number(cell('latency_ms') || Number.NaN);
    const instances = Number(cell('instances') || 1);
    if (!isCount(batch))
      problems.push({ line, message: `batch is “${cell('batch')}”`, hint: 'a whole number of at least 1' });
    else if (!(ms > 0 && Number.isFinite(ms)))
      problems.push({
        line,
        message: `latency_ms is “${cell('latency_ms') ?? ''}”`,
        hint: 'milliseconds above 0',
      });
    else if (!isCount(instances))
      problems.push({
        line,
        message: `instances is “${cell('instances')}”`,
        hint: 'a whole number of at least 1',
      });
    else points.push({ batch, instances, seconds: ms / 1000 });
  }
  if (rows.length === 0) problems.push(noRows);
  return { kind: 'plain', points, problems };
}

function readPerfAnalyzer(
  header: readonly string[],
  rows: readonly Row[],
  batch: number,
  instances: number,
): LatencyCsv {
  const problems: CsvProblem[] = [];
  const measured: { concurrency: number; point: LatencyPoint; overhead: number }[] = [];
  for (const { line, cells } of rows) {
    const number = (name: string): number => Number(cells[header.indexOf(name)] || Number.NaN);
    const own = ['Batch', 'Batch Size'].find((name) => header.includes(name));
    const size = own === undefined ? batch : number(own);
    // A file of --request-rate-range has no concurrency: its executions are taken to be alone.
    const concurrency = header.includes('Concurrency') ? number('Concurrency') : 1;
    const parts = perfColumns.map((name) => number(name) * 1e-6) as [number, number, number];
    const seconds = parts[0] + parts[1] + parts[2];
    if (!isCount(size) || !isCount(concurrency) || !(seconds > 0 && Number.isFinite(seconds))) {
      problems.push({
        line,
        message: 'the compute times of this row are not numbers above 0',
        hint: perfColumns.join(', '),
      });
      continue;
    }
    const overhead = overheadColumns.reduce((sum, name) => sum + number(name) * 1e-6, 0);
    measured.push({ concurrency, overhead, point: { batch: size, instances: 1, seconds, parts } });
  }
  if (rows.length === 0) problems.push(noRows);
  measured.sort((left, right) => left.concurrency - right.concurrency);
  const taken = new Set<string>();
  const points: LatencyPoint[] = [];
  for (const { concurrency, point } of measured) {
    // The first row at or above the number of instances is that with all of them at work and the least else.
    const beside = Math.min(concurrency, instances);
    const key = `${point.batch} ${beside}`;
    if (taken.has(key)) continue;
    taken.add(key);
    points.push({ ...point, instances: beside });
  }
  const overhead = measured[0]?.overhead;
  return {
    kind: 'perf_analyzer',
    points,
    ...(overhead !== undefined && Number.isFinite(overhead) && { clientOverhead: overhead }),
    problems,
  };
}

const noRows: CsvProblem = { line: 1, message: 'the latency table has no rows' };
const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;
