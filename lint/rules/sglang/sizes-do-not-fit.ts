import { limit, number, text, traced } from '../../../deployment/settings/leaves.ts';
import type { Data } from '../../../deployment/settings/setting.ts';
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
  summary: 'Sizes of parallel groups, chunks, pages or pools of adapters do not fit into each other.',
  why: 'Nodes hold equal parts of all ranks, data and context parallel attention cut a tensor parallel group into equal parts, experts are spread over the whole group, and a chunk is a whole number of pages. SGLang asserts that before it loads the model.',
  remedy: 'Choose sizes that fit into each other as the message says.',
  sources: ['sgl-project/sglang python/sglang/srt/server_args.py at 0.5.9, all asserts'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'python -m sglang.launch_server --model-path m --tp 8 --dp «3» --enable-dp-attention\n',
      'python -m sglang.launch_server --model-path m --tp 16 --nnodes «3» --node-rank 0\n',
      'python -m sglang.launch_server --model-path m --page-size 64 --chunked-prefill-size «1000»\n',
      'python -m sglang.launch_server --model-path m --served-model-name «org:model»\n',
      '# batchwise: sglang=0.5.9\npython -m sglang.launch_server --model-path m --tp 8 --attn-cp-size «3»\n',
      '# batchwise: sglang=0.5.9\npython -m sglang.launch_server --model-path m --tp 8 --moe-dp-size 2 --ep-size «8»\n',
      'python -m sglang.launch_server --model-path m --enable-lora --lora-paths a=x b=y c=z --max-loaded-loras «2» --max-loras-per-batch 2\n',
      'python -m sglang.launch_server --model-path m --tp 4 --disaggregation-mode prefill --disaggregation-decode-tp «6»\n',
    ],
    good: [
      'python -m sglang.launch_server --model-path m --tp 16 --dp 8 --enable-dp-attention --nnodes 2 --node-rank 1\n',
      'python -m sglang.launch_server --model-path m --page-size 64 --chunked-prefill-size -1\n',
      '# batchwise: sglang=0.5.9\npython -m sglang.launch_server --model-path m --tp 8 --attn-cp-size 2 --moe-dp-size 2 --ep-size 4\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'sglang')) {
      if (!run.open) {
        checkNodes(context, run);
        checkAttention(context, run);
        checkExperts(context, run);
      }
      checkPages(context, run);
      checkAdapters(context, run);
      const name = traced(run.settings, text, 'served-model-name');
      if (name?.value.includes(':'))
        reportAt(context, name, 'The name of a model must not contain `:`, which names a LoRA adapter.');
    }
  },
};

const tensorNames = ['tp-size', 'tensor-parallel-size'] as const;

/** 1 unless it is given; undefined where it cannot be read. */
function sizeOf({ settings }: EngineRun, ...names: readonly string[]): number | undefined {
  return settings.find(...names) ? traced(settings, limit, ...names)?.value : 1;
}

function checkNodes(context: RuleContext, run: EngineRun): void {
  const { settings } = run;
  const tensor = sizeOf(run, ...tensorNames);
  const stages = sizeOf(run, 'pp-size', 'pipeline-parallel-size');
  const nodes = traced(settings, limit, 'nnodes');
  if (tensor === undefined || stages === undefined) return;
  if (nodes && (tensor * stages) % nodes.value !== 0)
    reportAt(context, nodes, `${tensor * stages} ranks cannot be shared evenly by ${nodes.value} nodes.`);
  const data = traced(settings, limit, 'dp-size', 'data-parallel-size');
  const attention = isOn(settings.find('enable-dp-attention'));
  if (!attention && data && data.value > 1 && nodes && nodes.value > 1)
    reportAt(context, data, 'Data parallelism over several nodes needs `--enable-dp-attention`.');
  const other = traced(settings, limit, 'disaggregation-decode-tp');
  if (other && Math.max(other.value, tensor) % Math.min(other.value, tensor) !== 0)
    reportAt(
      context,
      other,
      `Prefill runs on ${tensor} ranks and decoding on ${other.value}: the larger must be a multiple of the smaller.`,
    );
}

function checkAttention(context: RuleContext, run: EngineRun): void {
  const { settings } = run;
  const tensor = sizeOf(run, ...tensorNames);
  const data = traced(settings, limit, 'dp-size', 'data-parallel-size');
  const parts = traced(settings, limit, 'attn-cp-size', 'attention-context-parallel-size');
  const attention = isOn(settings.find('enable-dp-attention'));
  if (tensor === undefined) return;
  if (attention && data && tensor % data.value !== 0)
    reportAt(
      context,
      data,
      `Data parallel attention cuts ${tensor} tensor parallel ranks into ${data.value} parts, which does not come out even.`,
    );
  const cut = (parts?.value ?? 1) * (attention ? (data?.value ?? 1) : 1);
  if (parts && parts.value > 1 && tensor % cut !== 0)
    reportAt(
      context,
      parts,
      `Attention cuts ${tensor} tensor parallel ranks into ${cut} parts, which does not come out even.`,
    );
}

/** Where experts have data parallel groups of their own, both sizes fill the tensor parallel group. */
function checkExperts(context: RuleContext, run: EngineRun): void {
  const names = ['moe-dp-size', 'moe-data-parallel-size'] as const;
  const groups = traced(run.settings, limit, ...names);
  const expert = traced(run.settings, limit, 'ep-size', 'expert-parallel-size', 'ep');
  const tensor = sizeOf(run, ...tensorNames);
  if (!groups || groups.value === 1 || tensor === undefined) return;
  if (tensor % groups.value !== 0)
    reportAt(context, groups, `${tensor} tensor parallel ranks are no multiple of ${groups.value}.`);
  else if ((expert?.value ?? 1) * groups.value !== tensor)
    reportAt(
      context,
      expert ?? groups,
      `${expert?.value ?? 1} expert parallel ranks in ${groups.value} groups are not the ${tensor} tensor parallel ranks: write \`--ep-size ${tensor / groups.value}\`.`,
    );
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
  const scoring = settings.find('multi-item-scoring-delimiter');
  if (scoring && chunk && chunk.value > 0)
    reportAt(context, chunk, 'Scoring of several items needs `--chunked-prefill-size -1`.');
}

function checkAdapters(context: RuleContext, { settings }: EngineRun): void {
  const loaded = traced(settings, limit, 'max-loaded-loras');
  const batch = traced(settings, limit, 'max-loras-per-batch');
  const named = countOf(settings.find('lora-paths')?.value);
  if (loaded && batch && loaded.value < batch.value)
    reportAt(
      context,
      loaded,
      `\`--max-loaded-loras\` (${loaded.value}) is below \`--max-loras-per-batch\` (${batch.value}).`,
    );
  else if (loaded && named > loaded.value)
    reportAt(context, loaded, `${named} adapters are named, and at most ${loaded.value} may be loaded.`);
}

const countOf = (value: Data | undefined): number =>
  Array.isArray(value) ? value.length : typeof value === 'string' ? 1 : 0;
