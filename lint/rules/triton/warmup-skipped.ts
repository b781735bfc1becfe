import type { Fix } from '../../finding.ts';
import { replaceFix } from '../../fixes.ts';
import { addField } from '../../reading/field-edits.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import { type Warmup, warmupsOf } from '../../reading/warmups.ts';
import type { Rule } from '../../rule.ts';

const model = (batch: string): string =>
  `backend: "python"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 3 ] } ]\nmodel_warmup [ { name: "w" ${batch}inputs { key: "x" value { data_type: TYPE_FP32 dims: [ 3 ] zero_data: true } } } ]\n`;

export const warmupSkipped: Rule = {
  code: 'BWT051',
  name: 'warmup-skipped',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`model_warmup`, Triton 19.12 and later',
  summary: 'A warm-up sample has batch size 0, or none.',
  why: 'Triton skips the sample without a word, and the first requests are as slow as without a warm-up. It takes `batch_size: 1` for a model without batches too.',
  remedy: 'Set `batch_size` to 1 or more.',
  sources: ['triton-inference-server/core src/backend_model_instance.cc GenerateWarmupData'],
  examples: {
    bad: [
      model('batch_size: «0» '),
      `backend: "python"\nmodel_warmup [ «{ name: "w" inputs { key: "x" value { data_type: TYPE_FP32 dims: [ 3 ] zero_data: true } } }» ]\n`,
    ],
    good: [model('batch_size: 1 ')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'model_warmup')) {
      if (!config.whole) continue;
      for (const warmup of warmupsOf(config)) {
        if (warmup.batch !== 0) continue;
        report(
          config.file,
          (warmup.batchNode ?? warmup.node).range,
          'This sample is skipped: its `batch_size` is 0. Set it to 1 or more.',
          { fixes: fixesFor(config, warmup) },
        );
      }
    }
  },
};

function fixesFor(config: ModelConfig, { batchNode, node }: Warmup): Fix[] {
  if (batchNode) return [replaceFix('Change to `1`', config.file.path, batchNode.range, '1', true)];
  return addField(config, node, 'batch_size: 1', true);
}
