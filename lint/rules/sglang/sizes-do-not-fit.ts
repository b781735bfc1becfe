import { limit, number, text, traced } from '../../../deployment/settings/leaves.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { isOn } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const sglangSizes: Rule = {
  code: 'BWG006',
  name: 'sglang-sizes-do-not-fit',
  area: 'sglang',
  severity: 'error',
  appliesTo: '`python -m sglang.launch_server` and `sglang serve`',
  summary: 'Sizes of parallel groups, chunks or pages do not fit into each other.',
  why: 'Nodes hold equal parts of all ranks, data parallel attention cuts a tensor parallel group into equal parts, and a chunk is a whole number of pages. SGLang asserts that before it loads the model.',
  remedy: 'Choose sizes that divide each other as the message says.',
  sources: ['sgl-project/sglang python/sglang/srt/server_args.py at 0.5.9, all asserts'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'python -m sglang.launch_server --model-path m --tp 8 --dp «3» --enable-dp-attention\n',
      'python -m sglang.launch_server --model-path m --tp 16 --nnodes «3» --node-rank 0\n',
      'python -m sglang.launch_server --model-path m --page-size 64 --chunked-prefill-size «1000»\n',
      'python -m sglang.launch_server --model-path m --served-model-name «org:model»\n',
    ],
    good: [
      'python -m sglang.launch_server --model-path m --tp 16 --dp 8 --enable-dp-attention --nnodes 2 --node-rank 1\n',
      'python -m sglang.launch_server --model-path m --page-size 64 --chunked-prefill-size -1\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'sglang')) {
      if (!run.open) checkRanks(context, run);
      checkPages(context, run);
      const name = traced(run.settings, text, 'served-model-name');
      if (name?.value.includes(':'))
        reportAt(context, name, 'The name of a model must not contain `:`, which names a LoRA adapter.');
    }
  },
};

function checkRanks(context: RuleContext, { settings }: EngineRun): void {
  const size = (...names: string[]): number => traced(settings, limit, ...names)?.value ?? 1;
  const tensor = size('tp-size', 'tensor-parallel-size');
  const nodes = traced(settings, limit, 'nnodes');
  const ranks = tensor * size('pp-size', 'pipeline-parallel-size');
  if (nodes && ranks % nodes.value !== 0)
    reportAt(context, nodes, `${ranks} ranks cannot be shared evenly by ${nodes.value} nodes.`);
  const data = traced(settings, limit, 'dp-size', 'data-parallel-size');
  const attention = isOn(settings.find('enable-dp-attention'));
  if (attention && data && tensor % data.value !== 0)
    reportAt(
      context,
      data,
      `Data parallel attention cuts ${tensor} tensor parallel ranks into ${data.value} parts, which does not come out even.`,
    );
  if (!attention && data && data.value > 1 && nodes && nodes.value > 1)
    reportAt(context, data, 'Data parallelism over several nodes needs `--enable-dp-attention`.');
}

function checkPages(context: RuleContext, { settings }: EngineRun): void {
  const page = traced(settings, limit, 'page-size');
  const chunk = traced(settings, number, 'chunked-prefill-size');
  if (page && chunk && chunk.value > 0 && chunk.value % page.value !== 0)
    reportAt(
      context,
      chunk,
      `A chunk of ${chunk.value} tokens is no whole number of pages of ${page.value}.`,
    );
}
