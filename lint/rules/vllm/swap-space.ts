import { isWithin } from '../../../catalog/version.ts';
import { boolean, number, traced } from '../../../deployment/settings/leaves.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { gib, type HostMemory, hostMemoryOf } from '../../reading/host-memory.ts';
import { reportAt } from '../../reading/placed.ts';
import { callsOf } from '../../reading/python-calls.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const vllmSwapSpace: Rule = {
  code: 'BWV016',
  name: 'vllm-swap-space',
  area: 'vllm',
  severity: 'error',
  appliesTo:
    'vLLM up to 0.17 where the limits of the pod, `docker run --memory` or a `# batchwise: ram=…` line say how much memory the host has',
  summary:
    'The swap space for KV blocks takes more of the memory of the CPU than there is for it, or is missing where it is needed.',
  why: 'vLLM takes `--swap-space` GiB for each GPU, 4 unless said otherwise, pins them at start, and refuses more than 70 % of what the machine has: “Too large swap space”. A container that takes more than its limit is killed.',
  remedy: 'Lower `--swap-space`, to 0 where each request has one answer, or give the container more memory.',
  sources: [
    'vllm-project/vllm vllm/config.py CacheConfig.verify_with_parallel_config, up to 0.17',
    'Ksuriuri/index-tts-vllm#99, ai-dynamo/dynamo#356, vllm-project/vllm#787',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: vllm=0.6.6 ram=32GiB\nvllm serve m --tensor-parallel-size 4 --swap-space «8»\n',
      'docker run --gpus all --memory 16g vllm/vllm-openai:v0.6.6 --model m --tensor-parallel-size 2 --swap-space «16»\n',
      '# batchwise: vllm=0.6.6 ram=«4GiB»\nvllm serve m\n',
    ],
    good: [
      '# batchwise: vllm=0.6.6 ram=64GiB\nvllm serve m --tensor-parallel-size 4\n',
      '# batchwise: vllm=0.20.0 ram=4GiB\nvllm serve m\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm')) {
      const memory = run.located && hostMemoryOf(run.located, context.project);
      if (memory) checkRun(context, run, memory);
      checkSeveralAnswers(context, run);
    }
  },
};

/** Shares of the machine at which vLLM refuses and warns. */
const refused = 0.7;
const doubtful = 0.4;

function checkRun(
  context: RuleContext,
  { settings, version, deployment }: EngineRun,
  memory: HostMemory,
): void {
  const given = traced(settings, number, 'swap-space');
  if (settings.find('swap-space') && !given) return;
  // Without a release nobody knows whether there still is a default.
  if (version === undefined ? !given : !isWithin(version, undefined, '0.18.0')) return;
  if (deployment?.undetermined?.includes('parallelism.tensor')) return;
  const ranks = deployment?.parallelism.tensor?.value ?? 1;
  const bytes = (given?.value ?? 4) * ranks * 2 ** 30;
  const share = bytes / memory.bytes;
  // The pool of a container is less than the machine's, which vLLM measures.
  const isError = memory.kind === 'host' ? share > refused : share > 1;
  if (!isError && share <= (memory.kind === 'host' ? doubtful : refused)) return;
  const place = given ?? {
    value: 0,
    origin: { kind: 'file' as const, path: memory.path, range: memory.range },
  };
  reportAt(
    context,
    place,
    `Swap space of ${gib(bytes)} for ${ranks === 1 ? 'one GPU' : `${ranks} GPUs`}${given ? '' : ', the default,'} is ${Math.round(share * 100)} % of the memory: ${memory.because}.`,
    {
      ...(!isError && { severity: 'warning' as const }),
      related: [{ path: memory.path, range: memory.range, message: memory.because }],
    },
  );
}

/** The V0 engine swaps out a request of several answers, and aborts where it cannot. */
function checkSeveralAnswers(context: RuleContext, { file, settings, version }: EngineRun): void {
  const given = traced(settings, number, 'swap-space');
  if (given?.value !== 0 || version === undefined || !isWithin(version, undefined, '0.8.0')) return;
  const several = callsOf(context.project, /^vllm\.([\w.]+\.)?SamplingParams$/).find(
    ({ located, settings: sampling }) =>
      located.file === file &&
      ((traced(sampling, number, 'n')?.value ?? 1) > 1 ||
        (traced(sampling, number, 'best_of')?.value ?? 1) > 1 ||
        traced(sampling, boolean, 'use_beam_search')?.value === true),
  );
  if (several)
    reportAt(
      context,
      given,
      'Requests of several answers are swapped out when memory runs short; without swap space the engine aborts.',
      { severity: 'warning' },
    );
}
