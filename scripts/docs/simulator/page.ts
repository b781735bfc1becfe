// docs/simulator.md: each policy with a picture made by the tool, and its figures beside published ones.
import { stepLegend } from '../../../cli/report/step-picture.ts';
import { capacityPolicies, preemption, staticAgainstInFlight, traces } from './comparisons.ts';
import { microBatches } from './micro-batches.ts';
import { pictureOf, policies } from './policies.ts';
import { retention } from './retention.ts';

export const simulatorPath = 'docs/simulator.md';

/** Simulates everything that the page shows; needs the traces beside the checkout. */
export async function renderSimulator(): Promise<string> {
  const sections = await Promise.all(
    policies.map(async (policy) => policySection(policy, await pictureOf(policy))),
  );
  return `# The simulator

Written by \`npx tsx scripts/docs/build.ts\`: pictures and figures are the tool's own.

\`batchwise simulate\` predicts how a deployment serves a workload by discrete events. A **scheduler** decides what the engine computes next; there is one for each engine, in \`simulator/batching/\`, and each follows the engine's source. A **step cost** says how long that takes ([fidelity.md](fidelity.md) has how well). The loop moves the clock from one event to the next: equal decode steps, in which only contexts grow, are one jump with a closed form, so work grows with requests and not with tokens. A test holds that stepping through every token gives the same results within 10⁻⁹ for every policy.

\`\`\`sh
node dist/cli.js simulate --engine vllm --engine-version 0.11.0 --model llama-3.1-8b --gpu h100-sxm --weights bf16 --max-num-tokens 512 --max-batch-size 4 --max-seq-len 8192 --trace examples/batching/eight-requests.csv --picture steps
\`\`\`

## Policies

The same eight requests under each, four at a time, on one H100: prompts of 200 to 1,500 tokens, answers of 4 to 18, within an eighth of a second (\`examples/batching/eight-requests.csv\`). In the pictures ${stepLegend}. Columns are steps, not seconds.

${sections.join('\n\n')}

What is the same for all: a request in the waiting queue is served in order of arrival, urgent ones first where the engine heeds priority; a prompt that can never fit is refused; a client that gives up frees its place between two steps; and the prefix cache, where it is on, shortens prompts.

## TensorRT-LLM's step

Which requests may run is the capacity policy's to say, which of them are in the next step the micro-batch scheduler's (\`microBatchScheduler.cpp\`): up to the runtime batch and \`max_num_tokens\`, whoever generates first. Prompts that do not fit are cut at multiples of a block, the first as much as fits (\`FIRST_COME_FIRST_SERVED\`, where a short prompt may take what is less than a block) or all by a block in turn (\`EQUAL_PROGRESS\`). \`STATIC_BATCH\` is in-flight batching that drains; the batching kind \`static\` is the older \`V1\` executor, which pads.

**Pipeline stages.** As many micro-batches as stages are on their way, each with its own requests (\`forwardAsync\` with \`mInflightReqIds\`; \`_executor_loop_pp\`; in vLLM \`step_with_batch_queue\`). The host plans a micro-batch when it comes back, out of everybody who is not on the way, and a resting one only where the first had no room: requests that come one by one gather in one micro-batch and the stages wait for each other, a burst of prompts fills several, which then stay apart. Llama-3.1-70B in FP8 on four H100:

${await microBatches()}

A stage has an equal part of a step's time. The next chunk of a prompt waits until the one before it is back, as up to 1.1; later releases and vLLM send it on at once.

**CUDA graphs.** A step that only decodes runs in the graph of its batch. vLLM and SGLang pad it to the next captured size, TensorRT-LLM's PyTorch backend only with \`enable_padding\`; above the largest, or between sizes without padding, it runs eagerly and the host may set the pace. \`padded_row_share\` counts the rows that were padding.

**Overlapping steps.** TensorRT-LLM's PyTorch backend (\`_executor_loop_overlap\`), vLLM from 0.14 on (\`--async-scheduling\`, \`AsyncScheduler\`) and SGLang (\`event_loop_overlap\`, unless \`--disable-overlap-schedule\`) plan a step when the one before it begins: an arrival waits a step longer, and rows and blocks are free a step later; a request that ends with a stop token, with SGLang every request, is computed once too often. The schedulers do that where a spec says \`overlap\`, and by default do not: the measurements behind the constants of these releases had all of it, so the time in the server contains it, and what the host saves by it is in the time of a step. For the same reason the flags change no prediction: against a release's default, the host's time that they hide or no longer hide was not measured.

**Batch tuner.** \`trtllm-serve\` up to 1.2 with built engines keeps the batch to a table's entry for what the KV cache holds of requests as long as the last 128 (\`dynamicBatchTuner.cpp\`). A batch that is larger when the limit falls shrinks as its requests finish.

## Prefix caches

Blocks that nobody uses count as free and are found until they are taken for something else, those whose last reader left first, from the end of its sequence. The last token of a prompt is always computed.

| engine | found | when | like blocks |
| --- | --- | --- | --- |
| vLLM V1 | whole blocks by hash | as soon as a step with them is planned | both are kept |
| vLLM V0 from 0.4 on | whole blocks by hash | when the step is done | are joined |
| SGLang | tokens (\`page_size\` 1) | when the step is done | are joined |
| TensorRT-LLM | blocks and parts of them | when the whole prompt is computed; a prompt that lacks a block which another computes waits for it | the second is not stored |

A pre-empted request finds what is left of its own blocks. TensorRT-LLM can keep evicted blocks in the host's memory; they come back over PCIe before the step. TGI's cache, caches of models whose layers all have a window, and SGLang's habit of evicting a whole branch at once are left out.

**Retention priorities.** A request to TensorRT-LLM may say how long its blocks are to be kept (\`KvCacheRetentionConfig\`): a priority from 0 to 100 for stretches of the prompt and for the answer, 35 where it says nothing, and a time after which they are like any others. Of what nobody uses the lowest priority is taken first, and of that the oldest (\`evictionPolicy.cpp\`); with a block everything after it is lost. Nothing below \`secondary_offload_min_priority\` (30) goes to the host's memory, and what has less than 35 gives its place there to whatever comes next. It is part of the workload, \`--retention\`: what if the system prompt is kept at 100, and the answers go first? Llama-3.1-8B on one H100 with room for 80,000 tokens, 12 requests a second, each with one of 40 system prompts of 1,000 tokens:

${await retention()}

## Workloads

| flags | requests |
| --- | --- |
| \`--rate R\` | Poisson, R a second; with \`--burstiness CV\` gamma-distributed gaps |
| \`--ramp A,B\` | a rate that grows evenly from A to B |
| \`--concurrency N\` | N clients, each with one request at a time |
| \`--offline\` | all at once |
| \`--trace FILE\` | replayed: CSV of \`arrived_at,num_prefill_tokens,num_decode_tokens\`, Azure's traces, or Mooncake's JSON lines with hashes of shared prompts |
| \`--priority-shares 0.1,0.9\` | shares by urgency, the most urgent first |
| \`--client-timeout S\` | clients give up after S seconds |
| \`--prefix-share S\` | every prompt begins with the same text, S of the mean prompt long; \`--prefix-groups N\`: one of N texts, equally frequent |
| \`--retention prefix=100,answer=0\` | KV blocks are kept at a priority, and with \`:S\` for S seconds only: the common text, the answer, or tokens as \`0-512=80:30\`; TensorRT-LLM only |
| \`--turns N\` | conversations: a turn's prompt is all that was said and what \`--isl\` adds, and is sent when the last answer is there and \`--think-time S\` is over; arrivals are those of conversations, \`--requests\` counts turns |

Lengths are \`--isl\` and \`--osl\`: a number, \`uniform:a,b\` or \`lognormal:median,sigma\`. The same seed gives the same bytes on every machine, and request i is the same whatever serves it.

## Answers

Time to first token is counted from sending a request, as vLLM's benchmark, GenAI-Perf and MLPerf do. Time per output token is (end − first token) / (tokens − 1) for each request: TPOT of \`vllm bench serve\` and MLPerf, "inter-token latency" of GenAI-Perf and AIPerf. \`itl_ms\` in JSON pools every gap between two tokens, as \`vllm bench serve\` does. \`--slo "ttft<500ms,tpot<50ms"\` counts goodput, \`--gpu-price\` makes it money; energy is an upper bound from the card's power limit. Where the queue grows to the end the report says *grows* in place of a latency that only tells how long one looked. The time of a mean request is split into waiting, prefill, decoding, pauses and padding, and \`--compare\` names the parts that make the difference.

## Against published figures

### Static batches and in-flight batching

[Anyscale](https://www.anyscale.com/blog/continuous-batching-llm-inference) measured OPT-13B on one A100-40GB: 1,000 prompts of 512 tokens at once, answers exponential. Over naive static batches, FasterTransformer (static as well, but optimised) had 4×, continuous batching in TGI and Ray Serve 8×, vLLM 23×: continuous batching over the optimised static engine 2× to 5.8×. The same requests with a model of that shape (Llama-2-13B):

${await staticAgainstInFlight()}

The gain grows with the spread of answer lengths, as there: a static batch computes padding until its longest answer is done.

### A KV pool that is too small

300 ShareGPT requests to vLLM 0.19 on one RTX 4090, whose log is known: the pool fills, requests are sent back and the queue grows. The same run as predicted, and with smaller pools:

${await preemption()}

TensorRT-LLM's documentation says of \`MAX_UTILIZATION\` that it maximises throughput, at the risk of pauses that hurt latency. 256 clients, Llama-3.1-8B on one H100:

${await capacityPolicies()}

With a small pool it does: more requests run at once because nothing is reserved for answers that may be long, and each pays with slower tokens when it is paused. With more pauses than the larger batch is worth, it loses throughput as well.

### Queue delay

Triton's dynamic batcher against NVIDIA's guides is in [simulator-triton.md](simulator-triton.md).

### Schedulers against another simulator

With the step times of Vidur's op tables, V0's policies reproduce its results for a trace of 1,000 requests within 1 % in mean and p99 of time to first token, time per token and end to end (\`test/simulator/parity\`): with chunked prefill as it is, without it when a step's budget counts prompts padded to the longest, as Vidur does. Real vLLM counts their sum since 0.4; so counted, the p99 of time to first token is 3.5 % lower and the rest within 1 %.

## Traces

Whole traces on Llama-3.1-8B in BF16, one H100, vLLM 0.11:

${await traces()}

## Speed

\`npm run bench\` simulates requests for each policy, shows that memory stays flat to ten million requests, and runs the same workload through another simulator; figures are in [bench/README.md](../bench/README.md).
`;
}

function policySection({ title, source, text, picture }: (typeof policies)[number], drawing: string): string {
  const pool =
    picture.maxKvTokens === undefined ? '' : ' The requests are other ones, so that the pool is short.';
  return `### ${title}

${text}${pool}

Follows ${source}.

\`\`\`text
${drawing.split('\n').slice(1).join('\n')}
\`\`\``;
}
