import { booleanValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import { isDecoupled } from '../../reading/decoupling.ts';
import { ensembleSteps } from '../../reading/ensemble-steps.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const model = (policy: string): string =>
  `backend: "python"\n${policy}input [ { name: "x" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "y" data_type: TYPE_FP32 dims: [ 1 ] } ]\n`;
const ensemble = (policy: string): string =>
  `platform: "ensemble"\n${policy}input [ { name: "a" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "b" data_type: TYPE_FP32 dims: [ 1 ] } ]\n` +
  'ensemble_scheduling { step [ { model_name: "m" model_version: -1 input_map { key: "x" value: "a" } output_map { key: "y" value: "b" } } ] }\n';
const policy = (decoupled: string): string => `model_transaction_policy { decoupled: ${decoupled} }\n`;

export const ensembleDecoupledIgnored: Rule = {
  code: 'BWE017',
  name: 'ensemble-decoupled-ignored',
  area: 'ensemble',
  severity: 'warning',
  appliesTo: 'ensembles whose models are all in the repository, Triton 20.07 and later',
  summary: 'The ensemble says whether it is decoupled, and its models say otherwise.',
  why: 'Triton works it out from the models of the steps and overwrites what the ensemble says: one decoupled model on the way makes it decoupled, and without one it answers once. Clients that believe the file use the wrong call.',
  remedy: 'Set it in the model of the step, and take it out of the ensemble or make the two agree.',
  sources: ['triton-inference-server/core src/ensemble_scheduler/ensemble_utils.cc ValidateEnsembleConfig'],
  examples: {
    bad: [
      { 'models/all/config.pbtxt': ensemble(policy('«true»')), 'models/m/config.pbtxt': model('') },
      {
        'models/all/config.pbtxt': ensemble(policy('«false»')),
        'models/m/config.pbtxt': model(policy('true')),
      },
    ],
    good: [
      { 'models/all/config.pbtxt': ensemble(policy('true')), 'models/m/config.pbtxt': model(policy('true')) },
      { 'models/all/config.pbtxt': ensemble(''), 'models/m/config.pbtxt': model(policy('true')) },
    ],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project, 'model_transaction_policy')) {
      if (ensembleSteps(config).length === 0) continue;
      for (const block of messageFields(config.root, 'model_transaction_policy')) {
        const node = scalarField(block, 'decoupled');
        const said = booleanValue(node);
        const known = isDecoupled(project, config);
        if (!node || said === undefined || known === undefined || said === known) continue;
        report(
          config.file,
          node.range,
          known
            ? 'The ensemble is decoupled all the same: one of its models is.'
            : 'The ensemble is not decoupled: none of its models is.',
        );
      }
    }
  },
};
