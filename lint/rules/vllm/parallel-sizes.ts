import { limit, number, traced } from '../../../deployment/settings/leaves.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const vllmParallelSizes: Rule = {
  code: 'BWV008',
  name: 'vllm-parallel-sizes',
  area: 'vllm',
  severity: 'error',
  appliesTo: '`vllm serve`, its module and `vllm.LLM`',
  summary: 'Sizes of parallel groups do not fit into each other.',
  why: 'Decode context parallelism cuts a tensor parallel group into equal parts, nodes hold equal parts of all ranks, and a rank is counted from 0. What does not come out even is refused before the model is loaded.',
  remedy: 'Choose sizes that divide each other as the message says.',
  sources: ['vllm-project/vllm vllm/config/parallel.py ParallelConfig at 0.28'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'vllm serve m --tensor-parallel-size 4 --decode-context-parallel-size «3»\n',
      'vllm serve m --tensor-parallel-size 8 --nnodes «3» --node-rank 0\n',
      'vllm serve m --tensor-parallel-size 16 --nnodes 2 --node-rank «2»\n',
      'vllm serve m --data-parallel-size 4 --data-parallel-rank «4»\n',
    ],
    good: [
      'vllm serve m --tensor-parallel-size 8 --decode-context-parallel-size 2\n',
      'vllm serve m --tensor-parallel-size 16 --nnodes 2 --node-rank 1\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm')) {
      if (!run.open) checkGroups(context, run);
      checkRank(context, run, 'node-rank', 'nnodes');
      checkRank(context, run, 'data-parallel-rank', 'data-parallel-size');
    }
  },
};

function checkGroups(context: RuleContext, { settings }: EngineRun): void {
  const size = (name: string): number => traced(settings, limit, name)?.value ?? 1;
  const tensor = size('tensor-parallel-size');
  const part = traced(settings, limit, 'decode-context-parallel-size');
  if (part && tensor % part.value !== 0)
    reportAt(
      context,
      part,
      `The tensor parallel size ${tensor} is no multiple of the decode context parallel size ${part.value}.`,
    );
  const nodes = traced(settings, limit, 'nnodes');
  const ranks = size('data-parallel-size') * size('pipeline-parallel-size') * tensor;
  if (nodes && ranks % nodes.value !== 0)
    reportAt(context, nodes, `${ranks} ranks cannot be shared evenly by ${nodes.value} nodes.`);
}

function checkRank(context: RuleContext, { settings }: EngineRun, name: string, of: string): void {
  const rank = traced(settings, number, name);
  const size = traced(settings, limit, of);
  if (rank && size && (rank.value < 0 || rank.value >= size.value))
    reportAt(context, rank, `Ranks of \`--${of} ${size.value}\` go from 0 to ${size.value - 1}.`);
}
