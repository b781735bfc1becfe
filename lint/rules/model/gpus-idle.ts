import { limit, traced } from '../../../deployment/settings/leaves.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import type { Rule } from '../../rule.ts';
import { gpusGiven } from './gpus-not-enough.ts';

export const gpusIdle: Rule = {
  code: 'BWA011',
  name: 'gpus-idle',
  area: 'model',
  severity: 'warning',
  appliesTo: 'vLLM and SGLang on one host, where pod or command say how many GPUs the server gets',
  summary: 'The server gets more GPUs than it uses.',
  why: 'Without tensor, pipeline or data parallelism the engine takes one GPU and the others stay empty, however large the model or the load. TGI alone spreads itself over what it sees.',
  remedy: 'Set `--tensor-parallel-size` (`--tp`) to the number of GPUs, or ask for fewer.',
  sources: [
    'vllm-project/vllm vllm/engine/arg_utils.py: tensor_parallel_size 1 by default',
    'Graph-COM/SubgraphRAG#19',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: ['docker run --gpus «2» vllm/vllm-openai:v0.11.0 --model meta-llama/Llama-3.1-8B-Instruct\n'],
    good: [
      'docker run --gpus 2 vllm/vllm-openai:v0.11.0 --model meta-llama/Llama-3.1-8B-Instruct -tp 2\n',
      'docker run --gpus all vllm/vllm-openai:v0.11.0 --model meta-llama/Llama-3.1-8B-Instruct\n',
      '# batchwise: gpus=8\nvllm serve meta-llama/Llama-3.1-8B-Instruct --port 8000\nvllm serve meta-llama/Llama-3.1-8B-Instruct --port 8001\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm', 'sglang')) {
      const { located, settings, deployment, open } = run;
      if (!located || !deployment || open || deployment.undetermined) continue;
      const given = gpusGiven(run);
      // A `# batchwise:` line tells of the whole machine, which may serve more than this.
      if (!given || given.count < 2 || isDirective(given, context.project.directives)) continue;
      // An operator may keep the sizes beside the command.
      const { tensor, pipeline, data } = deployment.parallelism;
      if ([tensor, pipeline, data].some((size) => size?.origin.kind === 'file')) continue;
      if (settings.find(...anyParallelism) || traced(settings, limit, 'nnodes')) continue;
      context.report(
        given.path,
        given.range,
        `The server gets ${given.count} GPUs and uses one: nothing sets a parallelism.`,
      );
    }
  },
};

const anyParallelism = [
  'tensor-parallel-size',
  'tp-size',
  'pipeline-parallel-size',
  'pp-size',
  'data-parallel-size',
  'dp-size',
  'enable-expert-parallel',
  'distributed-executor-backend',
  'prefill-context-parallel-size',
  'model-impl',
];

const isDirective = (
  { path, range }: { path: string; range: { start: number } },
  directives: readonly { value: { origin: { kind: string; path?: string; range?: { start: number } } } }[],
): boolean =>
  directives.some(({ value: { origin } }) => origin.path === path && origin.range?.start === range.start);
