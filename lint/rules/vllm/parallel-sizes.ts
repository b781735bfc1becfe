import { withoutPipelineStages } from '../../../catalog/vllm-models.ts';
import { configFileOf } from '../../../deployment/model-name.ts';
import { limit, number, text, traced } from '../../../deployment/settings/leaves.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { holdsFor, isOn } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const vllmParallelSizes: Rule = {
  code: 'BWV008',
  name: 'vllm-parallel-sizes',
  area: 'vllm',
  severity: 'error',
  appliesTo: '`vllm serve`, its module and `vllm.LLM`',
  summary: 'Sizes of parallel groups do not fit into each other, or into the way they are started.',
  why: 'Nodes hold equal parts of all ranks, a rank is counted from 0, and some ways of starting and balancing go only with one rank or with several. What does not fit is refused before the model is loaded.',
  remedy: 'Choose sizes that fit as the message says.',
  sources: [
    'vllm-project/vllm vllm/config/parallel.py ParallelConfig and vllm/entrypoints/cli/serve.py at 0.28',
    'vllm-project/vllm docs/models/supported_models.md@0046f770; classes without SupportsPP',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'vllm serve m --tensor-parallel-size 8 --nnodes «3» --node-rank 0\n',
      'vllm serve m --tensor-parallel-size 16 --nnodes 2 --node-rank «2»\n',
      'vllm serve m --data-parallel-size 4 --data-parallel-rank «4»\n',
      'vllm serve m --pipeline-parallel-size 2 --distributed-executor-backend «uni»\n',
      '# batchwise: vllm=0.20.0\nvllm serve google/gemma-3n-E4B-it --pipeline-parallel-size «2»\n',
      {
        'm/config.json': '{ "architectures": ["Zamba2ForCausalLM"], "model_type": "zamba2" }',
        'serve.sh': '# batchwise: vllm=0.20.0\nvllm serve ./m --pipeline-parallel-size «2»\n',
      },
      '# batchwise: vllm=0.20.0\nvllm serve m --enable-expert-parallel «--enable-eplb»\n',
      '# batchwise: vllm=0.20.0\nvllm serve meta-llama/Llama-3.1-8B --data-parallel-size 2 --data-parallel-rank «1»\n',
      '# batchwise: vllm=0.20.0\nvllm serve m --headless --data-parallel-size 2 --api-server-count «2»\n',
    ],
    good: [
      'vllm serve m --tensor-parallel-size 16 --nnodes 2 --node-rank 1\n',
      'vllm serve m --pipeline-parallel-size 2 --distributed-executor-backend ray\n',
      '# batchwise: vllm=0.20.0\nvllm serve m --tensor-parallel-size 8 --enable-expert-parallel --enable-eplb\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm')) {
      if (!run.open) {
        checkNodes(context, run);
        checkOneRank(context, run);
      }
      checkRank(context, run, 'node-rank', 'nnodes');
      checkRank(context, run, 'data-parallel-rank', 'data-parallel-size');
      checkWays(context, run);
      checkStages(context, run);
      checkDense(context, run);
    }
  },
};

const sizeOf = ({ settings }: EngineRun, name: string): number | undefined => {
  const setting = settings.find(name);
  return setting ? traced(settings, limit, name)?.value : 1;
};

function checkNodes(context: RuleContext, run: EngineRun): void {
  const nodes = traced(run.settings, limit, 'nnodes');
  const sizes = ['data-parallel-size', 'pipeline-parallel-size', 'tensor-parallel-size'].map((name) =>
    sizeOf(run, name),
  );
  if (!nodes || sizes.includes(undefined)) return;
  const ranks = sizes.reduce<number>((product, size) => product * size!, 1);
  if (ranks % nodes.value !== 0)
    reportAt(context, nodes, `${ranks} ranks cannot be shared evenly by ${nodes.value} nodes.`);
}

/** What makes no sense, and is refused, where there is one rank only. */
function checkOneRank(context: RuleContext, run: EngineRun): void {
  const { settings } = run;
  const sizes = ['tensor-parallel-size', 'prefill-context-parallel-size', 'data-parallel-size'].map((name) =>
    sizeOf(run, name),
  );
  const balanced = settings.find('enable-eplb');
  if (isOn(balanced) && sizes.every((size) => size === 1) && holdsFor(run, { from: '0.10.0' }))
    reportAt(
      context,
      { value: 0, origin: balanced!.origin },
      'Load of experts is balanced between several ranks: one tensor and one data parallel rank leave nothing to balance.',
    );
  const external = settings.find('data-parallel-external-lb');
  const data = settings.find('data-parallel-size');
  if (isOn(external) && data && sizeOf(run, 'data-parallel-size') === 1)
    reportAt(
      context,
      { value: 0, origin: data.origin },
      '`--data-parallel-external-lb` needs `--data-parallel-size` above 1.',
    );
}

function checkRank(context: RuleContext, { settings }: EngineRun, name: string, of: string): void {
  const rank = traced(settings, number, name);
  const size = traced(settings, limit, of);
  if (rank && size && (rank.value < 0 || rank.value >= size.value))
    reportAt(context, rank, `Ranks of \`--${of} ${size.value}\` go from 0 to ${size.value - 1}.`);
}

/** Servers that each hold a rank exchange experts; for a dense model they are copies with nothing in common. */
function checkDense(context: RuleContext, run: EngineRun): void {
  const { settings, deployment } = run;
  const model = deployment?.model.architecture?.value;
  const option = ['data-parallel-external-lb', 'data-parallel-rank'].find((name) => settings.find(name));
  if (!model || model.moe || option === undefined || !holdsFor(run, { from: '0.14.0' })) return;
  if ((traced(settings, number, 'data-parallel-size')?.value ?? 1) > 1)
    reportAt(
      context,
      { value: 0, origin: settings.find(option)!.origin },
      `${model.name} has no experts to share: start independent servers without \`--${option}\`.`,
    );
}

/** Models whose class has no notion of stages. */
function checkStages(context: RuleContext, run: EngineRun): void {
  const stages = traced(run.settings, limit, 'pipeline-parallel-size');
  const name = run.deployment?.model.name?.value;
  if (!stages || stages.value < 2 || name === undefined || !holdsFor(run, { from: '0.6.3' })) return;
  const config = configFileOf(name, context.project.files)?.text ?? '';
  const classes = /"architectures"\s*:\s*\[\s*"(\w+)"/.exec(config)?.slice(1) ?? [];
  const whole = withoutPipelineStages(name, classes, run.version);
  if (whole)
    reportAt(context, stages, `vLLM cannot cut a ${whole} into stages: take tensor parallelism alone.`);
}

/** Sizes that a way of starting the ranks does not take. */
function checkWays(context: RuleContext, run: EngineRun): void {
  const { settings } = run;
  const tell = (name: string, message: string) =>
    reportAt(context, { value: 0, origin: settings.find(name)!.origin }, message);
  const over = (name: string, most: number): boolean =>
    (traced(settings, number, name)?.value ?? most) > most;
  const stages = ['tensor-parallel-size', 'pipeline-parallel-size'].find((name) => over(name, 1));
  if (stages && traced(settings, text, 'distributed-executor-backend')?.value === 'uni')
    tell(
      'distributed-executor-backend',
      `The executor \`uni\` has one rank, \`--${stages}\` asks for several.`,
    );
  if (isOn(settings.find('enable-elastic-ep')) && over('pipeline-parallel-size', 1))
    tell('pipeline-parallel-size', 'Elastic expert parallelism takes one pipeline stage.');
  if (traced(settings, number, 'data-parallel-rank') && over('data-parallel-size-local', 1))
    tell('data-parallel-size-local', 'A server with a rank of its own holds one data parallel rank.');
  if (!isOn(settings.find('headless')) || !holdsFor(run, { from: '0.9.0' })) return;
  if (over('api-server-count', 1))
    tell('api-server-count', 'A node without API server has no `--api-server-count` above 1.');
  if (traced(settings, number, 'data-parallel-size-local')?.value === 0)
    tell('data-parallel-size-local', 'A node without API server needs data parallel ranks of its own.');
}
