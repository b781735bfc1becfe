import { decoupleLabels, diverge, labelsOf } from '../../reading/decoupling.ts';
import { ensembleSteps } from '../../reading/ensemble-steps.ts';
import { modelConfigs } from '../../reading/model-config.ts';
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
  summary:
    'A step, or the ensemble itself, joins tensors that do not all come through the same decoupled model.',
  why: 'A decoupled model answers as often as it likes, so there is no telling which answers belong together, or how often an input of the ensemble is to be used again; Triton refuses the ensemble.',
  remedy:
    'Let every tensor of the step pass through the one decoupled model, or make the others answer once.',
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
    for (const config of modelConfigs(project, 'ensemble_scheduling')) {
      const steps = ensembleSteps(config);
      if (steps.length === 0) continue;
      const labels = decoupleLabels(project, config);
      for (const step of steps) {
        if (step.modelNode && diverge(labelsOf(step, labels)))
          report(
            config.file,
            step.modelNode.range,
            `\`${step.model}\` joins tensors that do not come through the same decoupled model.`,
          );
      }
      const outputs = tensorsOf(config).filter(({ side }) => side === 'output');
      const last = outputs.at(-1)?.nameNode;
      if (last && diverge(outputs.map(({ name }) => labels.get(name ?? ''))))
        report(
          config.file,
          last.range,
          'The outputs of the ensemble do not come through the same decoupled model.',
        );
    }
  },
};
