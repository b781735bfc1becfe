import { readCsv } from './csv.ts';

export const metrics = [
  'ttft_ms',
  'tpot_ms',
  'itl_ms',
  'e2e_ms',
  'req_s',
  'output_tok_s',
  'total_tok_s',
] as const;
export type Metric = (typeof metrics)[number];

/** One measured figure with the settings under which it was measured. Numbers are undefined where a cell is empty. */
export interface Measurement {
  readonly id: string;
  readonly quality: string;
  readonly suite: string;
  readonly engine: string;
  readonly version: string;
  readonly model: string;
  readonly weights: string;
  readonly kv: string;
  readonly gpu: string;
  readonly gpus: number | undefined;
  readonly tensorParallel: number;
  readonly pipelineParallel: number;
  readonly expertParallel: number;
  readonly dataParallel: number;
  readonly mode: string;
  readonly promptTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly concurrency: number | undefined;
  readonly rate: string;
  readonly maxBatchSize: number | undefined;
  readonly metric: Metric;
  readonly stat: string;
  readonly value: number;
  readonly notes: string;
}

/** Columns without which a file holds no measurements. */
export const requiredColumns = ['id', 'engine', 'model', 'gpu', 'metric', 'value'] as const;

/** The rows of a measurement file. Rows whose figure cannot be read are left out and listed. */
export function readMeasurements(text: string): { rows: Measurement[]; unreadable: string[] } {
  const rows: Measurement[] = [];
  const unreadable: string[] = [];
  for (const cells of readCsv(text)) {
    const metric = metrics.find((each) => each === cells.metric);
    const value = Number(cells.value);
    if (metric === undefined || cells.value === '' || !Number.isFinite(value)) {
      unreadable.push(cells.id ?? '');
      continue;
    }
    rows.push({
      id: cells.id ?? '',
      quality: cells.quality || 'B',
      suite: cells.suite ?? '',
      engine: cells.engine ?? '',
      version: cells.engine_version ?? '',
      model: cells.model ?? '',
      weights: cells.weights ?? '',
      kv: cells.kv ?? '',
      gpu: cells.gpu ?? '',
      gpus: numberOf(cells.n_gpus),
      tensorParallel: numberOf(cells.tp) ?? 1,
      pipelineParallel: numberOf(cells.pp) ?? 1,
      expertParallel: numberOf(cells.ep) ?? 1,
      dataParallel: numberOf(cells.dp) ?? 1,
      mode: cells.mode ?? '',
      promptTokens: numberOf(cells.isl),
      outputTokens: numberOf(cells.osl),
      concurrency: numberOf(cells.concurrency),
      rate: cells.rate ?? '',
      maxBatchSize: numberOf(cells.max_batch_size),
      metric,
      stat: cells.stat ?? '',
      value,
      notes: cells.notes ?? '',
    });
  }
  return { rows, unreadable };
}

/** A positive number; ranges, notes and zero (which some files write for "not applicable") are unknown. */
function numberOf(cell: string | undefined): number | undefined {
  const value = Number(cell);
  return cell && Number.isFinite(value) && value > 0 ? value : undefined;
}
