import { addField } from '../../reading/field-edits.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { warmupsOf } from '../../reading/warmups.ts';
import type { Rule } from '../../rule.ts';

const kinds = ['zero_data', 'random_data', 'input_data_file'];

const model = (name: string, data: string): string =>
  `backend: "python"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 3 ] } ]\nmodel_warmup [ { name: "w" batch_size: 1 inputs { key: ${name} value { data_type: TYPE_FP32 dims: [ 3 ]${data} } } } ]\n`;

export const warmupWithoutData: Rule = {
  code: 'BWT053',
  name: 'warmup-without-data',
  area: 'triton',
  severity: 'error',
  appliesTo: '`model_warmup { inputs }`, Triton 19.12 and later',
  summary: 'A warm-up input does not say what it holds.',
  why: 'Triton needs to know what to fill the tensor with, and does not load the model otherwise.',
  remedy: 'Add `zero_data: true`, `random_data: true` or `input_data_file`.',
  sources: ['triton-inference-server/core src/backend_model_instance.cc GenerateWarmupData'],
  examples: { bad: [model('«"x"»', '')], good: [model('"x"', ' random_data: true')] },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'model_warmup')) {
      if (!config.whole) continue;
      for (const { batch, inputs } of warmupsOf(config)) {
        if (batch === 0) continue;
        for (const { name, nameNode, node } of inputs) {
          if (node.fields.some((field) => kinds.includes(field.name.text))) continue;
          report(
            config.file,
            (nameNode ?? node).range,
            `\`${name}\` has no data: add \`zero_data: true\` or another source.`,
            { fixes: addField(config, node, 'zero_data: true') },
          );
        }
      }
    }
  },
};
