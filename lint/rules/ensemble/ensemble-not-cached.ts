import { booleanValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import { isDecoupled } from '../../reading/decoupling.ts';
import { ensembleSteps } from '../../reading/ensemble-steps.ts';
import { type ModelConfig, modelConfigs, modelsBeside } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const model = (more: string): string =>
  `backend: "python"\n${more}input [ { name: "x" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "y" data_type: TYPE_FP32 dims: [ 1 ] } ]\n`;
const ensemble = (enable: string): string =>
  `platform: "ensemble"\nresponse_cache { enable: ${enable} }\ninput [ { name: "a" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "b" data_type: TYPE_FP32 dims: [ 1 ] } ]\n` +
  'ensemble_scheduling { step [ { model_name: "m" model_version: -1 input_map { key: "x" value: "a" } output_map { key: "y" value: "b" } } ] }\n';

export const ensembleNotCached: Rule = {
  code: 'BWE018',
  name: 'ensemble-not-cached',
  area: 'ensemble',
  severity: 'warning',
  appliesTo: 'ensembles with `response_cache`, Triton 21.10 and later',
  summary:
    'The answers of an ensemble are to be cached, and one of its models is decoupled or works on sequences.',
  why: 'Such answers depend on more than the request, or come in parts; the cache supports no ensemble with such a model in it.',
  remedy: 'Take `response_cache` out of the ensemble, and cache the models before that one.',
  sources: ['triton-inference-server/server docs/user_guide/response_cache.md'],
  examples: {
    bad: [
      {
        'models/all/config.pbtxt': ensemble('«true»'),
        'models/m/config.pbtxt': model('model_transaction_policy { decoupled: true }\n'),
      },
    ],
    good: [{ 'models/all/config.pbtxt': ensemble('true'), 'models/m/config.pbtxt': model('') }],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project, 'response_cache')) {
      const enable = messageFields(config.root, 'response_cache')
        .map((block) => scalarField(block, 'enable'))
        .at(-1);
      if (!enable || booleanValue(enable) !== true) continue;
      const beside = modelsBeside(project, config);
      for (const { model: name } of ensembleSteps(config)) {
        const member = name === undefined ? undefined : beside.get(name);
        if (!member || member === config) continue;
        const why = hindrance(member, isDecoupled(project, member) === true);
        if (!why) continue;
        report(config.file, enable.range, `The ensemble is not cached: \`${name}\` ${why}.`, {
          related: [{ path: member.file.path, range: member.head, message: `the model \`${name}\`` }],
        });
        break;
      }
    }
  },
};

const hindrance = (member: ModelConfig, decoupled: boolean): string | undefined =>
  decoupled ? 'is decoupled' : member.has('sequence_batching') ? 'works on sequences' : undefined;
