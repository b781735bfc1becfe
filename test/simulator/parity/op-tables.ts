import { existsSync, readFileSync } from 'node:fs';
import type { Step } from '../../../simulator/batching/scheduler.ts';
import type { Run } from '../../../simulator/engine/run.ts';
import type { StepTimer } from '../../../simulator/engine/step-timer.ts';

const folder = '../shared/measurements/vidur-parity';
export const tablesExist = existsSync(folder);

export function readTable(file: string): Record<string, number>[] {
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = header!.split(',');
  return lines.map((line) => {
    const values = line.split(',').map(Number);
    return Object.fromEntries(names.map((name, at) => [name, values[at]!]));
  });
}

export const metricsOf = (run: string) => readTable(`${folder}/B8b_${run}_trace1000.request_metrics.csv`);

/** Of Meta-Llama-3-8B on one A100. */
const layers = 32;

/**
 * The step times of another simulator, microsoft/vidur, from what its kernel model predicts for one layer
 * (execution_time_predictor/sklearn_execution_time_predictor.py): matrices by tokens rounded up to 8; decode attention
 * by batch and mean context rounded up to 64; prefill attention by the contexts together and the root of the chunks'
 * squares; 10 % more where several share a kernel. Neither LM head nor host.
 */
export class OpTables implements StepTimer {
  private readonly layer: readonly number[];
  private readonly kvSave: readonly number[];
  private readonly decode = new Map<number, number>();
  private readonly prefill = new Map<number, readonly [chunk: number, ms: number][]>();
  private contexts = 0;
  private squares = 0;
  private tokens = 0;
  private prompts = 0;

  constructor() {
    const ops = readTable(`${folder}/pred_B8b_tp1_a100_per_layer_ops_ms.csv`);
    const kvSave: number[] = [];
    const layer: number[] = [];
    for (const { num_tokens: tokens, attn_kv_cache_save: save, ...rest } of ops) {
      kvSave[tokens!] = save!;
      layer[tokens!] = Object.values(rest).reduce((sum, ms) => sum + ms, 0);
    }
    this.layer = layer;
    this.kvSave = kvSave;
    for (const row of readTable(`${folder}/pred_B8b_tp1_a100_attn_decode_ms.csv`)) {
      this.decode.set(key(row.batch_size!, row.kv_cache_size!), row.ms!);
    }
    const prefill = new Map<number, [number, number][]>();
    for (const row of readTable(`${folder}/pred_B8b_tp1_a100_attn_prefill_ms.csv`)) {
      const list = prefill.get(row.kv_cache_size!) ?? [];
      list.push([row.prefill_chunk!, row.ms!]);
      prefill.set(row.kv_cache_size!, list);
    }
    this.prefill = prefill;
  }

  /** Told of each chunk as the step is planned; the step is priced as a whole. */
  readonly prefillAttention = (chunk: number, past: number): number => {
    this.prompts++;
    this.tokens += chunk;
    this.contexts += roundUp(past, 64);
    this.squares += chunk * chunk;
    return 0;
  };

  time(step: Step, run: Run): void {
    const tokens = this.tokens + step.decodes;
    let ms = this.layer[roundUp(tokens, 8)]! + this.kvSave[tokens]!;
    if (step.decodes > 0) {
      const mean = roundUp(Math.floor(step.context / step.decodes), 64);
      ms += this.decode.get(key(step.decodes, mean))! * shared(step.decodes);
    }
    if (this.prompts > 0) {
      ms += this.prefillTime(this.contexts, Math.round(Math.sqrt(this.squares))) * shared(this.prompts);
    }
    run.first = (layers * ms) / 1000;
    run.growth = 0;
    this.prompts = 0;
    this.tokens = 0;
    this.contexts = 0;
    this.squares = 0;
  }

  /** The table at hand has every chunk up to 16 and then every sixteenth, of Vidur's own: the next longer one. */
  private prefillTime(contexts: number, chunk: number): number {
    return this.prefill.get(contexts)!.find(([size]) => size >= chunk)![1];
  }
}

const key = (batch: number, context: number): number => batch * 100_000 + context;
const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit;
/** attention_decode_batching_overhead_fraction and its fellow, 0.1 in the configuration of the runs. */
const shared = (sequences: number): number => (sequences > 1 ? 1.1 : 1);
