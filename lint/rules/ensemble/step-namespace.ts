import { fieldsNamed, scalarField, stringValue } from '../../../grammar/textproto/query.ts';
import { ensembleSteps } from '../../reading/ensemble-steps.ts';
import { deleteField } from '../../reading/field-edits.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const ensemble = (step: string): string =>
  'platform: "ensemble"\ninput [ { name: "a" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "b" data_type: TYPE_FP32 dims: [ 1 ] } ]\n' +
  `ensemble_scheduling { step [ { model_name: "m" ${step}model_version: -1 input_map { key: "x" value: "a" } output_map { key: "y" value: "b" } } ] }\n`;

export const stepNamespace: Rule = {
  code: 'BWE016',
  name: 'step-namespace',
  area: 'ensemble',
  severity: 'warning',
  appliesTo: 'steps of ensembles, Triton 23.03 and later',
  summary: 'A step sets `model_namespace`, which is reserved.',
  why: 'Triton fills it in itself where it keeps repositories apart, and otherwise looks for a model of that namespace, which there is none.',
  remedy: 'Take `model_namespace` out.',
  sources: ['triton-inference-server/common protobuf/model_config.proto ModelEnsembling.Step'],
  examples: { bad: [ensemble('model_namespace: «"/models"» ')], good: [ensemble('')] },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'model_namespace')) {
      for (const { node } of ensembleSteps(config)) {
        const namespace = scalarField(node, 'model_namespace');
        if (namespace && stringValue(namespace) !== '')
          report(
            config.file,
            namespace.range,
            '`model_namespace` is reserved for Triton itself: take it out.',
            { fixes: fieldsNamed(node, 'model_namespace').map((field) => deleteField(config, field)) },
          );
      }
    }
  },
};
