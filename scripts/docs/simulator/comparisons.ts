import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { simulate, simulateTotals, type TracedRequest, type Workload } from '../../../simulator/index.ts';
import { randomOf } from '../../../simulator/workload/random.ts';
import { readTrace } from '../../../simulator/workload/trace/read-trace.ts';
import { type Served, servedBy } from './served.ts';
import { number, percent, seconds, table } from './words.ts';

const measurements = fileURLToPath(new URL('../../../../shared/measurements', import.meta.url));

/** The figures need traces and logs that lie beside the checkout. */
export const hasMeasurements = existsSync(measurements);

const offline: Workload = {
  arrivals: { kind: 'offline' },
  prompt: { kind: 'fixed', tokens: 1 },
  output: { kind: 'fixed', tokens: 1 },
  requests: 0,
  seed: 0,
};

const replay = (trace: readonly TracedRequest[]): Workload => ({ ...offline, requests: trace.length, trace });

/**
 * The setting of Anyscale's measurement: 1,000 prompts of 512 tokens at once, answers exponential with a mean of 128,
 * cut at `most`.
 */
function exponentialAnswers(most: number): Workload {
  const random = randomOf(0, 'outputs');
  const trace = Array.from({ length: 1000 }, () => ({
    arrived: 0,
    promptTokens: 512,
    outputTokens: Math.min(most, Math.max(1, Math.round(128 * random.exponential()))),
  }));
  return replay(trace);
}

/** Output tokens a second under static batches and in flight, by how long the longest answer may be. */
export async function staticAgainstInFlight(): Promise<string> {
  const flags = '--model llama-2-13b --gpu a100-40gb --weights fp16 --max-seq-len 2048';
  const still = await servedBy({
    flags: `--engine tensorrt-llm --engine-version 0.17.0 --batching static ${flags}`,
  });
  const inFlight = await servedBy({ flags: `--engine tensorrt-llm --engine-version 0.17.0 ${flags}` });
  const vllm = await servedBy({
    flags: `--engine vllm --engine-version 0.6.6 --no-chunked-prefill ${flags}`,
  });
  const rows = [32, 128, 512, 1536].map((most) => {
    const workload = exponentialAnswers(most);
    const [first, second, third] = [still, inFlight, vllm].map((spec) => simulateTotals(spec, workload));
    const ratio = (totals: typeof first): string =>
      `${number(totals!.outputTokensPerSecond / first!.outputTokensPerSecond)}×`;
    return [
      number(most),
      number(first!.outputTokensPerSecond),
      number(second!.outputTokensPerSecond),
      ratio(second),
      number(third!.outputTokensPerSecond),
      ratio(third),
      percent(1 - first!.usefulSlotShare),
    ];
  });
  return table(
    [
      'longest answer',
      'static, tok/s',
      'in flight, tok/s',
      '',
      'vLLM V0, tok/s',
      '',
      'slot time wasted when static',
    ],
    rows,
  );
}

const rtx4090: Served = {
  flags:
    '--engine vllm --engine-version 0.19.0 --model llama-3.1-8b --gpu rtx-4090 --weights bf16 --max-batch-size 256 --max-num-tokens 2048 --max-seq-len 32768',
};
const shareGpt = 'llmservingsim_sharegpt-llama-3.1-8b-300-sps10.csv';

/** 300 requests to vLLM on one card, as logged and as predicted, and with smaller and larger pools. */
export async function preemption(): Promise<string> {
  const trace = traceOf(shareGpt);
  const logged = logOf();
  const rows = await Promise.all(
    [10_000, 20_000, 30_000, 41_408].map(async (tokens) => {
      const spec = await servedBy({ ...rtx4090, maxKvTokens: tokens });
      const { ttft, tpot, e2e, preemptions, kvUsed, meanBatch } = simulate(spec, replay(trace));
      return [
        number(tokens),
        seconds(ttft.mean),
        seconds(tpot.mean),
        seconds(e2e.mean),
        number(meanBatch),
        percent(kvUsed.most),
        number(preemptions),
      ];
    }),
  );
  rows.push([
    '**41,408, measured**',
    seconds(logged.ttft),
    seconds(logged.tpot),
    seconds(logged.e2e),
    '',
    percent(logged.kvUsed),
    '',
  ]);
  return table(
    [
      'KV pool, tokens',
      'TTFT, mean',
      'TPOT, mean',
      'end to end, mean',
      'batch, mean',
      'KV in use, most',
      'pre-emptions',
    ],
    rows,
  );
}

/** TensorRT-LLM's two policies on the same requests under ever smaller pools. */
export async function capacityPolicies(): Promise<string> {
  const flags =
    '--engine tensorrt-llm --engine-version 0.17.0 --model llama-3.1-8b --gpu h100-sxm --weights bf16 --max-seq-len 8192';
  const workload: Workload = {
    arrivals: { kind: 'closed', concurrency: 256 },
    prompt: { kind: 'lognormal', median: 500, sigma: 0.6 },
    output: { kind: 'lognormal', median: 400, sigma: 0.6 },
    requests: 3000,
    seed: 0,
  };
  const rows = await Promise.all(
    [50_000, 100_000, 200_000, 400_000].map(async (maxKvTokens) => {
      const [careful, greedy] = await Promise.all(
        ['guaranteed-no-evict', 'max-utilization'].map(async (policy) =>
          simulateTotals(await servedBy({ flags: `${flags} --policy ${policy}`, maxKvTokens }), workload),
        ),
      );
      return [
        number(maxKvTokens),
        number(careful!.outputTokensPerSecond),
        number(greedy!.outputTokensPerSecond),
        number(careful!.meanBatch),
        number(greedy!.meanBatch),
        seconds(careful!.tpot.p99),
        seconds(greedy!.tpot.p99),
        number(greedy!.preemptions),
      ];
    }),
  );
  return table(
    [
      'KV pool, tokens',
      'no evict, tok/s',
      'max utilization, tok/s',
      'batch',
      'batch',
      'TPOT p99',
      'TPOT p99',
      'pauses',
    ],
    rows,
  );
}

/** Every trace from its first to its last request. */
export async function traces(): Promise<string> {
  const flags = '--engine vllm --engine-version 0.11.0 --model llama-3.1-8b --gpu h100-sxm --weights bf16';
  const spec = await servedBy({ flags });
  const rows = [
    'azure2023_conv.csv',
    'azure2023_code.csv',
    shareGpt,
    'workload_B_8b_1000.csv',
    'mooncake_conversation.csv',
    'mooncake_conversation_hashids_first4000.jsonl',
  ].map((name) => {
    const trace = traceOf(name);
    const totals = simulateTotals(spec, replay(trace));
    const hit = totals.cachedTokens / totals.promptTokens;
    return [
      `\`${name}\``,
      number(trace.length),
      number(totals.completed),
      seconds(totals.duration),
      totals.saturated ? 'saturated' : seconds(totals.ttft.p50),
      totals.saturated ? '' : seconds(totals.ttft.p99),
      seconds(totals.tpot.p50),
      number(totals.preemptions),
      hit > 0 ? percent(hit) : '',
    ];
  });
  return table(
    [
      'trace',
      'requests',
      'answered',
      'lasts',
      'TTFT p50',
      'p99',
      'TPOT p50',
      'pre-emptions',
      'prompt tokens cached',
    ],
    rows,
  );
}

function traceOf(name: string): readonly TracedRequest[] {
  const read = readTrace(readFileSync(`${measurements}/traces/${name}`, 'utf8'));
  if (!read.ok) throw new Error(`${name}:${read.problem.line}: ${read.problem.message}`);
  return read.requests;
}

interface LoggedRequest {
  readonly output_toks: number;
  readonly queued_ts: number;
  readonly first_token_ts: number;
  readonly last_token_ts: number;
}

/** Means of what vLLM 0.19.0 logged for the requests of the ShareGPT trace, seconds, and the largest share of its pool in use. */
function logOf() {
  const folder = `${measurements}/requests/rtx4090_llama-3.1-8b`;
  const rows = readFileSync(`${folder}/requests.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LoggedRequest);
  const mean = (pick: (row: LoggedRequest) => number): number =>
    rows.reduce((sum, row) => sum + pick(row), 0) / rows.length;
  const [, ...ticks] = readFileSync(`${folder}/timeseries.csv`, 'utf8').trim().split('\n');
  return {
    ttft: mean((row) => row.first_token_ts - row.queued_ts),
    tpot: mean((row) => (row.last_token_ts - row.first_token_ts) / (row.output_toks - 1)),
    e2e: mean((row) => row.last_token_ts - row.queued_ts),
    kvUsed: Math.max(...ticks.map((line) => Number(line.split(',').at(-1)))) / 100,
  };
}
