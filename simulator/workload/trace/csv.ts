import { finished, isCount, type TraceResult, type TraceRow } from './trace.ts';

interface CsvFormat {
  readonly name: string;
  readonly arrived: string;
  readonly prompt: string;
  readonly output: string;
  readonly seconds: (cell: string) => number;
  /** A row with an answer of no tokens is a request that failed there. */
  readonly failures: boolean;
}

const plain = (cell: string): number => (cell === '' ? Number.NaN : Number(cell));

/** `2023-11-16 18:15:46.6805900`, in a time zone that does not matter; finer than a Date. */
function clock(cell: string): number {
  const parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?/.exec(cell);
  if (!parts) return Number.NaN;
  return Date.parse(`${parts[1]}T${parts[2]}Z`) / 1000 + Number(parts[3] ?? 0);
}

/** Formats of published traces, told apart by their headers. */
const formats: readonly CsvFormat[] = [
  {
    // Vidur's traces (github.com/microsoft/vidur, data/processed_traces), and those that follow it.
    name: 'seconds and tokens (arrived_at)',
    arrived: 'arrived_at',
    prompt: 'num_prefill_tokens',
    output: 'num_decode_tokens',
    seconds: plain,
    failures: false,
  },
  {
    // Azure LLM inference traces (github.com/Azure/AzurePublicDataset).
    name: 'Azure LLM inference trace',
    arrived: 'TIMESTAMP',
    prompt: 'ContextTokens',
    output: 'GeneratedTokens',
    seconds: clock,
    failures: true,
  },
  {
    // BurstGPT (github.com/HPMLL/BurstGPT); its failed requests have an answer of 0 tokens.
    name: 'BurstGPT',
    arrived: 'Timestamp',
    prompt: 'Request tokens',
    output: 'Response tokens',
    seconds: plain,
    failures: true,
  },
];

const known = formats.map(({ arrived, prompt, output }) => `${arrived},${prompt},${output}`).join(' or ');

/** A trace with a header and a request a line; other columns are ignored. */
export function readCsvTrace(text: string): TraceResult {
  const lines = text.split(/\r?\n/);
  const header = lines[0]!.split(',').map((name) => name.trim());
  const format = formats.find(({ arrived, prompt, output }) =>
    [arrived, prompt, output].every((name) => header.includes(name)),
  );
  if (!format) {
    return {
      ok: false,
      problem: {
        line: 1,
        message: `no trace has the columns ${header.slice(0, 8).join(',')}`,
        hint: `the header names ${known}`,
      },
    };
  }
  const [arrived, prompt, output] = [format.arrived, format.prompt, format.output].map((name) =>
    header.indexOf(name),
  ) as [number, number, number];
  const rows: TraceRow[] = [];
  for (let at = 1; at < lines.length; at++) {
    if (lines[at]!.trim() === '') continue;
    const cells = lines[at]!.split(',').map((cell) => cell.trim());
    const time = format.seconds(cells[arrived] ?? '');
    const promptTokens = plain(cells[prompt] ?? '');
    const outputTokens = plain(cells[output] ?? '');
    if (format.failures && (outputTokens === 0 || promptTokens === 0)) {
      rows.push(undefined);
      continue;
    }
    if (!Number.isFinite(time) || !isCount(promptTokens) || !isCount(outputTokens)) {
      return {
        ok: false,
        problem: {
          line: at + 1,
          message: `expected a time and two whole numbers of at least 1, found “${lines[at]!.slice(0, 80)}”`,
          hint: `${format.arrived}, ${format.prompt} and ${format.output} are columns ${arrived + 1}, ${prompt + 1} and ${output + 1}`,
        },
      };
    }
    rows.push({ arrived: time, promptTokens, outputTokens });
  }
  return finished(format.name, rows);
}
