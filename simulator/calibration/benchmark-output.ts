import type { Metric } from '../validation/measurement.ts';
import type { Workload } from '../workload/workload.ts';

/** What a benchmark tool wrote: how it sent requests, and what it measured. */
export interface BenchmarkOutput {
  readonly tool: 'vllm bench serve' | 'GenAI-Perf' | 'trtllm-bench';
  readonly workload: Workload;
  readonly figures: readonly { readonly metric: Metric; readonly stat: string; readonly value: number }[];
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const positive = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;

/** Reads the JSON of a benchmark tool by the names that it has; undefined where they are of none of them. */
export function readBenchmark(json: unknown): BenchmarkOutput | undefined {
  if (!isObject(json)) return undefined;
  return vllmBench(json) ?? genaiPerf(json) ?? trtllmBench(json);
}

/** `vllm bench serve --save-result` (vllm/benchmarks/serve.py): flat, times in milliseconds. */
function vllmBench(json: Json): BenchmarkOutput | undefined {
  const completed = positive(json.completed) ?? positive(json.num_prompts);
  const input = positive(json.total_input_tokens);
  const output = positive(json.total_output_tokens);
  if (completed === undefined || input === undefined || output === undefined) return undefined;
  const figures = figuresOf([
    ['ttft_ms', 'mean', json.mean_ttft_ms],
    ['tpot_ms', 'mean', json.mean_tpot_ms],
    ['itl_ms', 'mean', json.mean_itl_ms],
    ['e2e_ms', 'mean', json.mean_e2el_ms],
    ['output_tok_s', 'mean', json.output_throughput],
    ['req_s', 'mean', json.request_throughput],
  ]);
  const clients = positive(json.max_concurrency);
  const rate = positive(json.request_rate) ?? positive(Number(json.request_rate));
  return made('vllm bench serve', completed, input / completed, output / completed, clients, rate, figures);
}

/** GenAI-Perf and AIPerf, `profile_export_*.json`: a unit and statistics for each metric. */
function genaiPerf(json: Json): BenchmarkOutput | undefined {
  const average = (name: string): number | undefined => {
    const entry = json[name];
    return isObject(entry) ? positive(entry.avg) : undefined;
  };
  const milliseconds = (name: string): number | undefined => {
    const value = average(name);
    const unit = isObject(json[name]) ? String((json[name] as Json).unit) : '';
    return value === undefined ? undefined : unit === 'ns' ? value / 1e6 : unit === 's' ? value * 1e3 : value;
  };
  const prompt = average('input_sequence_length');
  const output = average('output_sequence_length');
  if (prompt === undefined || output === undefined) return undefined;
  const figures = figuresOf([
    ['ttft_ms', 'mean', milliseconds('time_to_first_token')],
    ['tpot_ms', 'mean', milliseconds('inter_token_latency')],
    ['e2e_ms', 'mean', milliseconds('request_latency')],
    ['output_tok_s', 'mean', average('output_token_throughput')],
    ['req_s', 'mean', average('request_throughput')],
  ]);
  const clients = find(json.input_config, 'concurrency');
  const rate = find(json.input_config, 'request_rate');
  const count = average('request_count') ?? 10 * (clients ?? 10);
  return made('GenAI-Perf', count, prompt, output, clients, rate, figures);
}

/** `trtllm-bench throughput --report_json`: all requests at once unless a concurrency is set. */
function trtllmBench(json: Json): BenchmarkOutput | undefined {
  const { request_info: info, performance, world_info: world } = json;
  if (!isObject(info) || !isObject(performance)) return undefined;
  const count = positive(info.num_requests);
  const prompt = positive(info.avg_input_length);
  const output = positive(info.avg_output_length);
  if (count === undefined || prompt === undefined || output === undefined) return undefined;
  const figures = figuresOf([
    ['output_tok_s', 'mean', performance.system_output_throughput_tok_s],
    ['req_s', 'mean', performance.request_throughput_req_s],
  ]);
  const clients = isObject(world) ? positive(world.concurrency) : undefined;
  return made('trtllm-bench', count, prompt, output, clients, undefined, figures);
}

/** A number under this name, however deep the tool's settings nest it. */
function find(value: unknown, name: string, depth = 6): number | undefined {
  if (!isObject(value) || depth === 0) return undefined;
  const own = value[name];
  const here = positive(Array.isArray(own) ? own[0] : own);
  if (here !== undefined) return here;
  for (const member of Object.values(value)) {
    const below = find(member, name, depth - 1);
    if (below !== undefined) return below;
  }
  return undefined;
}

function figuresOf(candidates: readonly (readonly [Metric, string, unknown])[]): BenchmarkOutput['figures'] {
  return candidates.flatMap(([metric, stat, value]) => {
    const figure = positive(value);
    return figure === undefined ? [] : [{ metric, stat, value: figure }];
  });
}

function made(
  tool: BenchmarkOutput['tool'],
  requests: number,
  prompt: number,
  output: number,
  clients: number | undefined,
  rate: number | undefined,
  figures: BenchmarkOutput['figures'],
): BenchmarkOutput | undefined {
  if (figures.length === 0) return undefined;
  const arrivals: Workload['arrivals'] =
    rate !== undefined && Number.isFinite(rate)
      ? { kind: 'poisson', rate }
      : clients !== undefined
        ? { kind: 'closed', concurrency: clients }
        : { kind: 'offline' };
  // The tools draw lengths around their mean; all alike would make the clients of a closed loop go in lockstep.
  const around = (mean: number): Workload['prompt'] => ({
    kind: 'uniform',
    low: Math.max(1, Math.round(0.9 * mean)),
    high: Math.max(1, Math.round(1.1 * mean)),
  });
  return {
    tool,
    figures,
    workload: {
      arrivals,
      prompt: around(prompt),
      output: around(output),
      requests: Math.min(4000, Math.round(requests)),
      seed: 0,
    },
  };
}
