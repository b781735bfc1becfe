import { readFileSync } from 'node:fs';
import { createColors } from 'picocolors';
import { stepPicture } from '../../../cli/report/step-picture.ts';
import { StepTrace, simulate, type TracedRequest, type Workload } from '../../../simulator/index.ts';
import { type Served, servedBy } from './served.ts';

/** One policy: what it does in words, whose source it follows, and the flags under which the picture shows it. */
interface Policy {
  readonly title: string;
  readonly source: string;
  readonly text: string;
  readonly picture: Served;
}

const llama = '--model llama-3.1-8b --gpu h100-sxm --weights bf16 --max-batch-size 4 --max-seq-len 8192';

export const policies: readonly Policy[] = [
  {
    title: 'Static batches',
    source: 'FasterTransformer, `ParallelGpt::forward`; TensorRT-LLM, `BatchingType::kSTATIC`',
    text: 'An idle engine takes whoever waits, pads their prompts to the longest, and runs until the longest answer is there. Nobody joins, nobody leaves: a dot is a slot that computes padding for a request that is done.',
    picture: served('--engine tensorrt-llm --engine-version 0.17.0 --batching static'),
  },
  {
    title: 'Triton’s dynamic batcher in front of a static engine',
    source: 'triton-inference-server/core, `DynamicBatchScheduler::GetDynamicBatch`',
    text: 'The same, but a batch is sent when it has a preferred size or its oldest request has waited for the queue delay, here 20 ms. Models of any kind, priorities, time-outs, sequences and several instances have a [page of their own](simulator-triton.md).',
    picture: served(
      '--engine tensorrt-llm --engine-version 0.17.0 --batching dynamic --max-queue-delay-us 20000',
    ),
  },
  {
    title: 'TensorRT-LLM, guaranteed no evict',
    source: '`capacityScheduler.cpp` (`GuaranteedNoEvictScheduler`), `microBatchScheduler.cpp`',
    text: 'Requests join and leave between steps. A request starts when the KV cache has room for all that it may ever need, so nobody is paused. Generating requests come first, then prompts in order of arrival, cut to chunks (multiples of a KV block) by the token budget of a step, here 512.',
    picture: served('--engine tensorrt-llm --engine-version 0.17.0 --max-num-tokens 512'),
  },
  {
    title: 'TensorRT-LLM, max utilization',
    source: '`capacityScheduler.cpp` (`MaxUtilizationScheduler`)',
    text: 'A request starts when its prompt has room and takes blocks as it grows. When none is left, whoever started last is paused, gives its blocks back, and is computed anew. The picture has a pool of 768 tokens.',
    picture: served(
      '--engine tensorrt-llm --engine-version 0.17.0 --max-num-tokens 512 --policy max-utilization',
      {
        maxKvTokens: 768,
        prompts: [256, 250, 120, 200, 250, 190, 120, 60],
        outputs: [40, 30, 24, 36, 20, 30, 40, 25],
      },
    ),
  },
  {
    title: 'TensorRT-LLM, static batch',
    source: '`capacityScheduler.cpp` (`StaticBatchScheduler`)',
    text: 'In-flight batching that drains: prompts are let in only while nobody generates. Nothing is padded, and who is done leaves, but slots stay empty until the last of a batch is done.',
    picture: served(
      '--engine tensorrt-llm --engine-version 0.17.0 --max-num-tokens 2048 --policy static-batch',
    ),
  },
  {
    title: 'vLLM V1',
    source: '`vllm/v1/core/sched/scheduler.py`, `Scheduler.schedule`',
    text: 'One token budget a step, here 512: running requests first, a token for each that decodes and the next chunk of a prompt that is computed in part, then those that wait. Blocks are taken as they are needed; when they are short, the last to have started is sent back and computed anew, helped by the prefix cache.',
    picture: served('--engine vllm --engine-version 0.11.0 --max-num-tokens 512'),
  },
  {
    title: 'vLLM V0',
    source: '`vllm/core/scheduler.py` of 0.6, `Scheduler._schedule_default`',
    text: 'Prompts first: whoever can start makes a step of prompts alone, and everybody who decodes stands still for it. With `--num-scheduler-steps` so many decode steps are planned at once: nobody joins before they are done, and who has its answer is computed to their end and keeps its blocks (tokens are streamed as they come, as from 0.6.3 on; what planning seldom saves is not in the constants). With chunked prefill `--max-num-partial-prefills` prompts share a step in equal parts, and short ones pass long ones.',
    picture: served('--engine vllm --engine-version 0.6.6 --no-chunked-prefill'),
  },
  {
    title: 'SGLang',
    source:
      '`managers/scheduler.py`, `Scheduler.get_next_batch_to_run`; `managers/schedule_policy.py`, `PrefillAdder`',
    text: 'Prompts first as well, in chunks. Who is admitted depends on how much of their answers running requests are expected to need; when that was too hopeful, requests are retracted. Who waits is tried in order of arrival, or as `--schedule-policy` sorts the queue before each prefill step: `lpm` (the default up to 0.4.3) by what is cached, with one of those who share an uncached prefix ahead of the others, unless more than 128 wait; `dfs-weight` depth first through the radix tree, towards where most requests wait; `lof` by the longest answer; `random`.',
    picture: served('--engine sglang --engine-version 0.5.0'),
  },
  {
    title: 'TGI',
    source: '`router/src/infer` of 2.0, `batching_task`; `queue.rs`, `next_batch`',
    text: 'After each decode step the router looks into its queue, and takes new requests only when there are enough of them (`waiting_served_ratio`) or none joined for a while (`max_waiting_tokens`). While their prompts are computed, the others stand still. From 3.0 on new prompts join the running batch in one pass.',
    picture: served('--engine tgi --engine-version 2.0.4'),
  },
];

function served(flags: string, changes: Omit<Served, 'flags'> = {}): Served {
  return { flags: `${flags} ${llama}`, ...changes };
}

const offlineNever: Workload = {
  arrivals: { kind: 'offline' },
  prompt: { kind: 'fixed', tokens: 1 },
  output: { kind: 'fixed', tokens: 1 },
  requests: 0,
  seed: 0,
};

/** The eight requests of examples/batching, step by step under the policy. */
export async function pictureOf({ title, picture }: Policy, width = 100): Promise<string> {
  const requests = eightRequests().map(
    (request, index): TracedRequest => ({
      ...request,
      promptTokens: picture.prompts?.[index] ?? request.promptTokens,
      outputTokens: picture.outputs?.[index] ?? request.outputTokens,
    }),
  );
  const trace = new StepTrace();
  simulate(
    await servedBy(picture),
    { ...offlineNever, requests: requests.length, trace: requests },
    { stepByStep: true, observer: trace },
  );
  return stepPicture(trace, title, createColors(false), width);
}

function eightRequests(): TracedRequest[] {
  const file = new URL('../../../examples/batching/eight-requests.csv', import.meta.url);
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [arrived, promptTokens, outputTokens] = line.split(',').map(Number) as [number, number, number];
    return { arrived, promptTokens, outputTokens };
  });
}
