import type { Project } from '../../../deployment/project.ts';
import { messageFields } from '../../../grammar/textproto/query.ts';
import { fillingBackends, pythonScript } from '../../reading/backends.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import { autoCompletes } from '../../reading/server-calls.ts';
import type { LintOptions, Rule } from '../../rule.ts';

export const batchingDisabled: Rule = {
  code: 'BWT005',
  name: 'batching-disabled',
  area: 'triton',
  severity: 'warning',
  appliesTo: 'models with `dynamic_batching`',
  summary: '`dynamic_batching` is on, but `max_batch_size` is 0 or not set.',
  why: 'With `max_batch_size` 0 the model has no batch dimension: the batcher sends every request alone, and nothing is gained.',
  remedy: 'Set `max_batch_size` to the largest batch that the model takes, or take `dynamic_batching` out.',
  sources: [
    'triton-inference-server/server docs/user_guide/batcher.md',
    'triton-inference-server/core src/model_config_utils.cc NormalizeModelConfig',
  ],
  examples: {
    bad: [
      'backend: "tensorrtllm"\nmax_batch_size: 0\n«dynamic_batching» { }\n',
      'backend: "pytorch"\n«dynamic_batching» { max_queue_delay_microseconds: 100 }\n',
    ],
    good: [
      'backend: "pytorch"\nmax_batch_size: 16\ndynamic_batching { }\n',
      'backend: "onnxruntime"\ndynamic_batching { }\n',
      'backend: "pytorch"\ndynamic_batching { default_queue_policy { max_queue_size: 8 } }\n',
    ],
  },
  scope: 'config',
  check({ project, options, report }) {
    for (const config of modelConfigs(project, 'dynamic_batching')) {
      const batching = config.field('dynamic_batching');
      if (!batching || config.maxBatchSize !== 0 || (!config.has('max_batch_size') && !config.whole))
        continue;
      if (mayBeFilledIn(config, project, options) || isQueueOnly(config)) continue;
      report(config.file, batching.name.range, 'Requests are not batched: `max_batch_size` is 0.', {
        related: config.has('max_batch_size')
          ? [{ path: config.file.path, range: config.field('max_batch_size')!.range, message: 'set here' }]
          : [],
      });
    }
  },
};

function mayBeFilledIn(config: ModelConfig, project: Project, options: LintOptions): boolean {
  if (!autoCompletes(project, options)) return false;
  const backend = config.textOf('backend');
  const platform = config.textOf('platform');
  if (backend === undefined || platform === undefined) return true;
  if (backend === 'tensorrtllm' || backend === 'pytorch' || platform === 'pytorch_libtorch') return false;
  if (backend !== 'python') return backend === '' || fillingBackends.has(backend) || platform !== '';
  const script = pythonScript(project, config);
  return !script || script.text.includes('auto_complete_config');
}

/** Queue limits, timeouts and priorities work without batches too: then the block is there for them. */
function isQueueOnly(config: ModelConfig): boolean {
  const named = messageFields(config.root, 'dynamic_batching').flatMap((block) =>
    block.fields.map((field) => field.name.text),
  );
  return named.some((name) => /queue_policy|priority|preserve_ordering/.test(name));
}
