import { booleanValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import type { ScalarNode } from '../../../grammar/textproto/tree.ts';
import { replaceFix } from '../../fixes.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const responseCacheConflict: Rule = {
  code: 'BWT016',
  name: 'response-cache-conflict',
  area: 'triton',
  severity: 'error',
  appliesTo: 'models with `response_cache`',
  summary: 'The response cache is on for a model that is decoupled or works on sequences.',
  why: 'Such answers depend on more than the request, or come in parts; Triton refuses to cache them and does not load the model.',
  remedy: 'Take `response_cache` out.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateModelConfig'],
  examples: {
    bad: [
      'backend: "python"\nmodel_transaction_policy { decoupled: true }\nresponse_cache { enable: «true» }\n',
      'backend: "python"\nmax_batch_size: 4\nsequence_batching { }\nresponse_cache { enable: «true» }\n',
    ],
    good: [
      'backend: "python"\nresponse_cache { enable: true }\n',
      'backend: "python"\nmodel_transaction_policy { decoupled: true }\nresponse_cache { enable: false }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'response_cache')) {
      const enabled = switchedOn(config, 'response_cache', 'enable');
      if (!enabled) continue;
      if (config.has('sequence_batching'))
        report(
          config.file,
          enabled.range,
          'The response cache does not go with `sequence_batching`.',
          off(config, enabled),
        );
      else if (switchedOn(config, 'model_transaction_policy', 'decoupled'))
        report(
          config.file,
          enabled.range,
          'The response cache does not go with a decoupled model.',
          off(config, enabled),
        );
    }
  },
};

const off = ({ file }: ModelConfig, { range }: ScalarNode) => ({
  fixes: [replaceFix('Switch the cache off', file.path, range, 'false', false)],
});

function switchedOn(config: ModelConfig, block: string, name: string): ScalarNode | undefined {
  const node = messageFields(config.root, block)
    .map((message) => scalarField(message, name))
    .at(-1);
  return node && booleanValue(node) === true ? node : undefined;
}
