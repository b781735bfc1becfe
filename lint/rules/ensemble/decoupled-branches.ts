import { booleanValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import { type EnsembleStep, ensembleSteps, runningOrder } from '../../reading/ensemble-steps.ts';
import { type ModelConfig, modelConfigs, modelsBeside } from '../../reading/model-config.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

const source = (decoupled: string): string =>
  `backend: "python"\n${decoupled}input [ { name: "x" data_type: TYPE_INT32 dims: [ 1 ] } ]\noutput [ { name: "y" data_type: TYPE_INT32 dims: [ 1 ] } ]\n`;
const join =
  'backend: "python"\ninput [ { name: "a" data_type: TYPE_INT32 dims: [ 1 ] }, { name: "b" data_type: TYPE_INT32 dims: [ 1 ] } ]\noutput [ { name: "y" data_type: TYPE_INT32 dims: [ 1 ] } ]\n';
const ensemble = (last: string): string =>
  'platform: "ensemble"\ninput [ { name: "in" data_type: TYPE_INT32 dims: [ 1 ] } ]\noutput [ { name: "out" data_type: TYPE_INT32 dims: [ 1 ] } ]\n' +
  'ensemble_scheduling {\n  step [\n    { model_name: "source" model_version: -1 input_map { key: "x" value: "in" } output_map { key: "y" value: "left" } },\n' +
  '    { model_name: "source" model_version: -1 input_map { key: "x" value: "in" } output_map { key: "y" value: "right" } },\n' +
  `    { model_name: ${last} model_version: -1 input_map { key: "a" value: "left" } input_map { key: "b" value: "right" } output_map { key: "y" value: "out" } }\n  ]\n}\n`;
const decoupled = 'model_transaction_policy { decoupled: true }\n';

export const decoupledBranches: Rule = {
  code: 'BWE013',
  name: 'decoupled-branches-meet',
  area: 'ensemble',
  severity: 'error',
  appliesTo: 'ensembles with decoupled models',
  summary: 'A step, or the ensemble itself, joins tensors that come from different decoupled models.',
  why: 'Each decoupled model answers as often as it likes, so there is no telling which answers belong together; Triton refuses the ensemble.',
  remedy: 'Let the tensors pass through one decoupled model, or make the others answer once.',
  sources: ['triton-inference-server/core src/ensemble_scheduler/ensemble_utils.cc ValidateEnsembleConfig'],
  examples: {
    bad: [
      {
        'models/all/config.pbtxt': ensemble('«"join"»'),
        'models/source/config.pbtxt': source(decoupled),
        'models/join/config.pbtxt': join,
      },
    ],
    good: [
      {
        'models/all/config.pbtxt': ensemble('"join"'),
        'models/source/config.pbtxt': source(''),
        'models/join/config.pbtxt': join,
      },
    ],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      const steps = ensembleSteps(config);
      const beside = modelsBeside(project, config);
      const branches = branchesOf(steps, (model) => isDecoupled(beside.get(model)));
      for (const { model, modelNode, inputs } of steps) {
        if (modelNode && diverge(inputs.map(({ ensembleTensor }) => branches.get(ensembleTensor ?? ''))))
          report(config.file, modelNode.range, `\`${model}\` joins tensors from different decoupled models.`);
      }
      const outputs = tensorsOf(config).filter(({ side }) => side === 'output');
      const last = outputs.at(-1)?.nameNode;
      if (last && steps.length > 0 && diverge(outputs.map(({ name }) => branches.get(name ?? ''))))
        report(config.file, last.range, 'The outputs of the ensemble come from different decoupled models.');
    }
  },
};

function isDecoupled(config: ModelConfig | undefined): boolean {
  const policy = config && messageFields(config.root, 'model_transaction_policy').at(-1);
  return policy !== undefined && booleanValue(scalarField(policy, 'decoupled')) === true;
}

/** For each tensor of the ensemble the decoupled steps that it has passed through. */
function branchesOf(
  steps: readonly EnsembleStep[],
  decoupledModel: (model: string) => boolean,
): Map<string, ReadonlySet<number>> {
  const branches = new Map<string, ReadonlySet<number>>();
  const namesOf = (side: 'inputs' | 'outputs'): string[] =>
    steps.flatMap((step) => step[side].flatMap(({ ensembleTensor }) => ensembleTensor ?? []));
  const written = new Set(namesOf('outputs'));
  const atHand = namesOf('inputs').filter((name) => !written.has(name));
  for (const step of runningOrder(steps, atHand)) {
    const passed = new Set(
      step.inputs.flatMap(({ ensembleTensor }) => [...(branches.get(ensembleTensor ?? '') ?? [])]),
    );
    if (step.model !== undefined && decoupledModel(step.model)) passed.add(step.index);
    for (const { ensembleTensor } of step.outputs)
      if (ensembleTensor !== undefined) branches.set(ensembleTensor, passed);
  }
  return branches;
}

/** True where two of the branches each went through a decoupled step that the other did not. */
function diverge(branches: readonly (ReadonlySet<number> | undefined)[]): boolean {
  const known = branches.filter((branch) => branch !== undefined && branch.size > 0) as ReadonlySet<number>[];
  const contains = (a: ReadonlySet<number>, b: ReadonlySet<number>): boolean =>
    [...b].every((step) => a.has(step));
  return known.some((a, index) => known.slice(index + 1).some((b) => !contains(a, b) && !contains(b, a)));
}
