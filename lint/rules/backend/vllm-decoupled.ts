import { booleanValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import { replaceFix } from '../../fixes.ts';
import { backendModels } from '../../reading/backend-models.ts';
import { autoCompletes } from '../../reading/server-calls.ts';
import type { Rule } from '../../rule.ts';

export const vllmDecoupled: Rule = {
  code: 'BWR008',
  name: 'vllm-not-decoupled',
  area: 'backend',
  severity: 'error',
  appliesTo: 'models with `backend: "vllm"`',
  summary: 'The vLLM backend runs only decoupled models, and the model says that it is not.',
  why: 'The backend sets `decoupled` itself, but not against what the file says: with `model_transaction_policy { decoupled: false }`, or with an empty one, the load fails.',
  remedy: 'Leave `model_transaction_policy` out, or write `decoupled: true`.',
  sources: [
    'triton-inference-server/vllm_backend src/model.py auto_complete_config, _init_engine_args',
    'triton-inference-server/python_backend src/resources/triton_python_backend_utils.py set_model_transaction_policy',
  ],
  examples: {
    bad: [
      'backend: "vllm"\nmodel_transaction_policy { decoupled: «false» }\n',
      'backend: "vllm"\nmodel_transaction_policy «{ }»\n',
    ],
    good: ['backend: "vllm"\nmodel_transaction_policy { decoupled: true }\n', 'backend: "vllm"\n'],
  },
  scope: 'config',
  check({ project, options, report }) {
    for (const { config, backend } of backendModels(project)) {
      if (backend.name !== 'vllm') continue;
      const policy = messageFields(config.root, 'model_transaction_policy').at(-1);
      const decoupled = policy && scalarField(policy, 'decoupled');
      if (decoupled && booleanValue(decoupled) === false)
        report(
          config.file,
          decoupled.range,
          'The vLLM backend does not load a model that is not decoupled.',
          {
            fixes: [replaceFix('Change to `true`', config.file.path, decoupled.range, 'true', true)],
          },
        );
      else if (policy && !decoupled && policy.close)
        report(
          config.file,
          policy.range,
          'An empty `model_transaction_policy` says that the model is not decoupled; the vLLM backend does not load it.',
          {
            fixes: [
              replaceFix(
                'Write `decoupled: true`',
                config.file.path,
                policy.range,
                '{ decoupled: true }',
                true,
              ),
            ],
          },
        );
      else if (!policy && !autoCompletes(project, options) && config.whole)
        report(
          config.file,
          config.head,
          'Without auto-complete the vLLM backend needs `model_transaction_policy { decoupled: true }`.',
        );
    }
  },
};
