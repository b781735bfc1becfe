import { limit, number, text, traced } from '../../../deployment/settings/leaves.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const vllmContextParallel: Rule = {
  code: 'BWV015',
  name: 'vllm-context-parallel',
  area: 'vllm',
  severity: 'error',
  appliesTo: '`vllm serve`, its module and `vllm.LLM` from 0.10.2 on; heads where the model is known',
  summary: 'Context parallelism does not fit the tensor parallel group or the heads of the model.',
  why: 'Decode context parallelism spreads the KV cache over the ranks that would hold copies of the same KV heads: it cuts a tensor parallel group into equal parts, and there must be as many copies as parts. vLLM refuses the rest before it loads the model.',
  remedy:
    'Choose a size that divides the tensor parallel size and is at most that size divided by the number of KV heads; models with one latent KV head (MLA) can use the whole group.',
  sources: [
    'vllm-project/vllm vllm/config/parallel.py and vllm/config/model.py verify_with_parallel_config at 0.28',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'vllm serve m --tensor-parallel-size 4 --decode-context-parallel-size «3»\n',
      'vllm serve Qwen/Qwen3-30B-A3B --tensor-parallel-size 4 --decode-context-parallel-size «2»\n',
      'vllm serve Qwen/Qwen3-30B-A3B --tensor-parallel-size 8 --decode-context-parallel-size «4»\n',
      'vllm serve m --dcp-comm-backend «a2a» --tensor-parallel-size 8\n',
      'vllm serve m --prefill-context-parallel-size «2» --data-parallel-size 2\n',
    ],
    good: [
      'vllm serve Qwen/Qwen3-30B-A3B --tensor-parallel-size 8 --decode-context-parallel-size 2\n',
      'vllm serve deepseek-ai/DeepSeek-V3 --tensor-parallel-size 8 --decode-context-parallel-size 8\n',
      'vllm serve m --tensor-parallel-size $TP --decode-context-parallel-size 8\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm')) {
      checkParts(context, run);
      const { settings } = run;
      const comm = traced(settings, text, 'dcp-comm-backend');
      const parts = settings.find('decode-context-parallel-size');
      if (
        comm?.value === 'a2a' &&
        !run.open &&
        (!parts || traced(settings, number, partsOption)?.value === 1)
      )
        reportAt(context, comm, '`a2a` needs `--decode-context-parallel-size` above 1.');
      const prefill = traced(settings, limit, 'prefill-context-parallel-size');
      const data = traced(settings, limit, 'data-parallel-size');
      if (prefill && data && prefill.value > 1 && data.value > 1)
        reportAt(context, prefill, 'Prefill context parallelism does not go with data parallelism.');
    }
  },
};

const partsOption = 'decode-context-parallel-size';

function checkParts(context: RuleContext, { settings, open, deployment }: EngineRun): void {
  const parts = traced(settings, limit, partsOption);
  const given = settings.find('tensor-parallel-size');
  const tensor = given ? traced(settings, limit, 'tensor-parallel-size')?.value : open ? undefined : 1;
  if (!parts || tensor === undefined || parts.value === 1) return;
  if (tensor % parts.value !== 0) {
    reportAt(
      context,
      parts,
      `The tensor parallel size ${tensor} is no multiple of the decode context parallel size ${parts.value}.`,
    );
    return;
  }
  const model = deployment?.model.architecture?.value;
  if (!model || model.mla) return;
  const { name, heads, kvHeads } = model;
  const copies = tensor / kvHeads;
  if (copies <= 1 || parts.value > copies)
    reportAt(
      context,
      parts,
      copies <= 1
        ? `${tensor} ranks share the ${kvHeads} KV heads of ${name} without a copy, so that there is no context to spread.`
        : `${name} has ${kvHeads} KV heads, which ${tensor} ranks hold ${Math.floor(copies)} times: ${parts.value} parts are too many.`,
    );
  else if ((heads / kvHeads) % parts.value !== 0)
    reportAt(
      context,
      parts,
      `${heads / kvHeads} heads of ${name} share a KV head, which ${parts.value} parts cannot divide evenly.`,
    );
}
