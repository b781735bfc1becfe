import { modelConfigs } from '../../reading/model-config.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import { warmupsOf } from '../../reading/warmups.ts';
import type { Rule } from '../../rule.ts';

const model = (optional: string, open: string, close: string): string =>
  `backend: "python"\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 3 ] }, { name: "y" data_type: TYPE_FP32 dims: [ 3 ] ${optional}} ]\nmodel_warmup [ ${open}{ name: "w" batch_size: 1 inputs { key: "x" value { data_type: TYPE_FP32 dims: [ 3 ] zero_data: true } } }${close} ]\n`;

export const warmupInputMissing: Rule = {
  code: 'BWT056',
  name: 'warmup-input-missing',
  area: 'triton',
  severity: 'error',
  appliesTo: '`model_warmup`, Triton 19.12 and later; optional inputs since 22.01',
  summary: 'A warm-up sample leaves out an input of the model.',
  why: 'The sample is checked like any request; a request needs every input that is not optional, so the sample fails and the model does not load.',
  remedy: 'Add the input under `inputs`.',
  sources: [
    'triton-inference-server/core src/backend_model_instance.cc GenerateWarmupData',
    'triton-inference-server/core src/infer_request.cc InferenceRequest::Normalize',
  ],
  examples: { bad: [model('', '«', '»')], good: [model('optional: true ', '', '')] },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'model_warmup')) {
      if (!config.whole) continue;
      for (const { node, batch, inputs } of warmupsOf(config)) {
        if (batch === 0) continue;
        const given = new Set(inputs.map(({ name }) => name));
        const missing = tensorsOf(config).filter(
          ({ side, name, optional }) => side === 'input' && name && !optional && !given.has(name),
        );
        if (missing.length > 0)
          report(
            config.file,
            node.range,
            `The sample lacks ${missing.map(({ name }) => `\`${name}\``).join(', ')}: only optional inputs may be left out.`,
            {
              related: missing.flatMap(({ name, nameNode }) =>
                nameNode
                  ? [{ path: config.file.path, range: nameNode.range, message: `input \`${name}\`` }]
                  : [],
              ),
            },
          );
      }
    }
  },
};
