import { builtLimit } from '../../reading/built-engine.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';
import { engineOf } from '../tensorrt-llm/decoupled-differs.ts';

const files = (count: string): Record<string, string> => ({
  'models/tensorrt_llm/config.pbtxt':
    'backend: "tensorrtllm"\nmax_batch_size: 64\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\n',
  'models/tensorrt_llm_bls/config.pbtxt': `backend: "python"\nmax_batch_size: 64\ninstance_group [ { count: ${count} kind: KIND_CPU } ]\nparameters { key: "tensorrt_llm_model_name" value { string_value: "tensorrt_llm" } }\n`,
});

export const blsOneAtATime: Rule = {
  code: 'BWB004',
  name: 'bls-one-at-a-time',
  area: 'batching',
  severity: 'info',
  appliesTo: '`tensorrt_llm_bls` with one instance before an engine that batches in flight',
  summary: 'One BLS instance leads one request after the other to an engine that could run many at once.',
  why: 'An instance of the BLS model waits for the answer of the engine before it takes the next request, so that there are never more requests in the engine than there are BLS instances.',
  remedy: 'Set `bls_instance_count` to the largest batch of the engine, or use the ensemble.',
  sources: ['triton-inference-server/tensorrtllm_backend docs/model_config.md, bls_instance_count'],
  examples: { bad: [files('«1»')], good: [files('64')] },
  check({ project, options, report }) {
    for (const config of modelConfigs(project, 'count')) {
      const engine = engineOf(config, project);
      const groups = instanceGroups(config);
      const [group] = groups;
      if (!engine || groups.length !== 1 || group?.count !== 1 || !group.countNode) continue;
      if (!/^inflight/.test(engine.parameter('gpt_model_type')?.value ?? '')) continue;
      const batch = builtLimit(engine, 'max_batch_size', project, options)?.value ?? engine.maxBatchSize ?? 0;
      const least = Math.min(batch, engine.maxBatchSize || batch);
      if (least <= 1) continue;
      report(
        config.file,
        group.countNode.range,
        `With one instance, one request at a time reaches \`${engine.modelName}\`, which batches ${least}.`,
        { related: [{ path: engine.file.path, range: engine.head, message: 'the engine model' }] },
      );
    }
  },
};
