import { replaceFix } from '../../fixes.ts';
import { backendModels } from '../../reading/backend-models.ts';
import { autoCompletes } from '../../reading/server-calls.ts';
import type { Rule } from '../../rule.ts';

export const vllmBatching: Rule = {
  code: 'BWR009',
  name: 'vllm-batched-by-triton',
  area: 'backend',
  severity: 'error',
  appliesTo: 'models with `backend: "vllm"`, where Triton completes configs (the default)',
  summary: '`max_batch_size` is set on a model of the vLLM backend.',
  why: 'vLLM batches by itself, and the backend sets `max_batch_size` to 0: a file that says otherwise contradicts it, and the load fails.',
  remedy:
    'Write `max_batch_size: 0` or leave it out. How many requests run at once is `max_num_seqs` in `model.json`.',
  sources: [
    'triton-inference-server/vllm_backend src/model.py auto_complete_config',
    'triton-inference-server/python_backend src/resources/triton_python_backend_utils.py set_max_batch_size: configuration specified max_batch_size',
  ],
  examples: {
    bad: ['backend: "vllm"\nmax_batch_size: «16»\n'],
    good: ['backend: "vllm"\nmax_batch_size: 0\n', 'backend: "python"\nmax_batch_size: 16\n'],
  },
  scope: 'config',
  check({ project, options, report }) {
    if (!autoCompletes(project, options)) return;
    for (const { config, backend } of backendModels(project)) {
      const size = config.integer('max_batch_size');
      if (backend.name !== 'vllm' || size?.origin.kind !== 'file' || size.value <= 0) continue;
      report(
        config.file,
        size.origin.range,
        `vLLM batches by itself and sets \`max_batch_size\` to 0; with ${size.value} the model does not load.`,
        { fixes: [replaceFix('Change to `0`', config.file.path, size.origin.range, '0', true)] },
      );
    }
  },
};
