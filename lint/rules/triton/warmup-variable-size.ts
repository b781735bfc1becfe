import { modelConfigs } from '../../reading/model-config.ts';
import { warmupsOf } from '../../reading/warmups.ts';
import type { Rule } from '../../rule.ts';

const model = (dims: string): string =>
  `backend: "python"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1 ] } ]\nmodel_warmup [ { name: "w" batch_size: 1 inputs { key: "x" value { data_type: TYPE_FP32 dims: [ ${dims} ] zero_data: true } } } ]\n`;

export const warmupVariableSize: Rule = {
  code: 'BWT052',
  name: 'warmup-variable-size',
  area: 'triton',
  severity: 'error',
  appliesTo: '`model_warmup { inputs }`, Triton 19.12 and later',
  summary: 'A warm-up input has a dimension of -1.',
  why: 'The sample is one tensor of one size, and Triton cannot choose it; it does not load the model.',
  remedy: 'Write the size that the sample is to have, the largest one that is usual.',
  sources: ['triton-inference-server/core src/backend_model_instance.cc GenerateWarmupData'],
  examples: { bad: [model('«-1»')], good: [model('128')] },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'model_warmup')) {
      for (const { batch, inputs } of warmupsOf(config)) {
        if (batch === 0) continue;
        for (const { node, size } of inputs.flatMap(({ dims }) => dims))
          if (size === -1)
            report(config.file, node.range, 'A sample has one size: -1 cannot be filled in here.');
      }
    }
  },
};
