import { modelConfigs } from '../../reading/model-config.ts';
import { warmupsOf } from '../../reading/warmups.ts';
import type { Rule } from '../../rule.ts';

const model = (batch: string): string =>
  `backend: "onnxruntime"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 3 ] } ]\nmodel_warmup [ { name: "w" batch_size: ${batch} inputs { key: "x" value { data_type: TYPE_FP32 dims: [ 3 ] zero_data: true } } } ]\n`;

export const warmupBatchOverMax: Rule = {
  code: 'BWT067',
  name: 'warmup-batch-over-max',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`model_warmup`, Triton 19.12 and later',
  summary: 'A warm-up sample is a larger batch than the model takes.',
  why: 'Triton hands the backend that many requests at once. Most backends refuse a batch over `max_batch_size`, and a warm-up that fails keeps the model from loading.',
  remedy: 'Lower `batch_size` of the sample to `max_batch_size`, to 1 where that is 0.',
  sources: ['triton-inference-server/core src/backend_model_instance.cc GenerateWarmupData, WarmUp'],
  examples: {
    bad: [model('«8»')],
    good: [model('4')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'model_warmup')) {
      const limit = config.maxBatchSize;
      if (limit === undefined || limit < 0 || !config.has('max_batch_size')) continue;
      for (const { batch, batchNode } of warmupsOf(config))
        if (batchNode && batch !== undefined && batch > Math.max(1, limit))
          report(
            config.file,
            batchNode.range,
            `A batch of ${batch} is over \`max_batch_size\`, which is ${limit}.`,
            {
              related: [
                { path: config.file.path, range: config.field('max_batch_size')!.range, message: 'set here' },
              ],
            },
          );
    }
  },
};
