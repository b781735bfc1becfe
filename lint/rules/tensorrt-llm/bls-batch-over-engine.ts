import { replaceFix } from '../../fixes.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';
import { engineOf } from './decoupled-differs.ts';

const files = (bls: string, engine: number): Record<string, string> => ({
  'models/tensorrt_llm/config.pbtxt': `backend: "tensorrtllm"\nmax_batch_size: ${engine}\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\n`,
  'models/tensorrt_llm_bls/config.pbtxt': `backend: "python"\nmax_batch_size: ${bls}\nparameters { key: "tensorrt_llm_model_name" value { string_value: "tensorrt_llm" } }\n`,
});

export const blsBatchOverEngine: Rule = {
  code: 'BWL022',
  name: 'bls-batch-over-engine',
  area: 'tensorrt-llm',
  severity: 'warning',
  appliesTo: '`tensorrt_llm_bls` and the model that its `tensorrt_llm_model_name` names',
  summary: 'The BLS model takes larger batches than the engine model behind it.',
  why: 'A request goes through the BLS model with the batch that it came with. One that is larger than the engine model takes is let in at the front and refused behind.',
  remedy: 'Set `max_batch_size` alike in all models of the pipeline.',
  sources: [
    'triton-inference-server/tensorrtllm_backend docs/model_config.md, triton_max_batch_size',
    'triton-inference-server/core src/infer_request.cc: inference request batch-size must be <=',
  ],
  examples: {
    bad: [files('«128»', 64)],
    good: [files('64', 64), files('1', 64)],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      const engine = engineOf(config, project);
      const front = config.integer('max_batch_size');
      const behind = engine?.integer('max_batch_size');
      if (!engine || front?.origin.kind !== 'file' || behind?.origin.kind !== 'file') continue;
      if (behind.value <= 0 || front.value <= behind.value) continue;
      report(
        config.file,
        front.origin.range,
        `Requests of ${front.value} are let in here, and \`${engine.modelName}\` takes ${behind.value}.`,
        {
          related: [{ path: engine.file.path, range: behind.origin.range, message: 'the engine model' }],
          fixes: [
            replaceFix(
              `Change to \`${behind.value}\``,
              config.file.path,
              front.origin.range,
              String(behind.value),
              false,
            ),
          ],
        },
      );
    }
  },
};
