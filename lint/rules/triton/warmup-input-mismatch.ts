import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import { rangeOfDims, shapesFit, showShape, sizesOf } from '../../reading/shapes.ts';
import { type Tensor, tensorsOf } from '../../reading/tensors.ts';
import { type WarmupInput, warmupsOf } from '../../reading/warmups.ts';
import type { Rule } from '../../rule.ts';

const model = (type: string, dims: string): string =>
  `backend: "python"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1, 3 ] } ]\nmodel_warmup [ { name: "w" batch_size: 1 inputs { key: "x" value { data_type: ${type} dims: [ ${dims} ] zero_data: true } } } ]\n`;

export const warmupInputMismatch: Rule = {
  code: 'BWT055',
  name: 'warmup-input-mismatch',
  area: 'triton',
  severity: 'error',
  appliesTo: '`model_warmup { inputs }`, Triton 19.12 and later',
  summary: 'A warm-up input has another type or shape than the input of the model.',
  why: 'The sample is checked like any request; it fails, and the model does not load.',
  remedy: 'Write the type and a shape of the input; the batch dimension is left out here too.',
  sources: [
    'triton-inference-server/core src/backend_model_instance.cc GenerateWarmupData',
    'triton-inference-server/core src/infer_request.cc InferenceRequest::Normalize',
  ],
  examples: {
    bad: [model('«TYPE_INT32»', '8, 3'), model('TYPE_FP32', '«8, 4»'), model('TYPE_FP32', '«1, 8, 3»')],
    good: [model('TYPE_FP32', '8, 3')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'model_warmup')) {
      const declared = inputsOf(config);
      for (const { batch, inputs } of warmupsOf(config)) {
        if (batch === 0) continue;
        for (const sample of inputs) {
          const input = declared.get(sample.name);
          const problem = input && problemOf(sample, input);
          if (!problem || !input?.nameNode) continue;
          report(config.file, problem.range, problem.message, {
            related: [
              { path: config.file.path, range: input.nameNode.range, message: 'the input of the model' },
            ],
          });
        }
      }
    }
  },
};

function problemOf(
  sample: WarmupInput,
  input: Tensor,
): { range: Tensor['node']['range']; message: string } | undefined {
  const { dataType, typeNode } = sample;
  if (
    typeNode &&
    dataType &&
    input.dataType &&
    input.dataType !== 'TYPE_INVALID' &&
    dataType !== input.dataType
  )
    return {
      range: typeNode.range,
      message: `\`${sample.name}\` is ${input.dataType} in the model and ${dataType} here.`,
    };
  const given = sizesOf(sample.dims);
  const wanted = sizesOf(input.dims);
  if (!given || !wanted || given.length === 0 || wanted.length === 0 || shapesFit(given, wanted))
    return undefined;
  return {
    range: rangeOfDims(sample.dims),
    message: `\`${sample.name}\` is ${showShape(wanted)} in the model and ${showShape(given)} here.`,
  };
}

/** Triton reads the first of two inputs of one name. */
function inputsOf(config: ModelConfig): Map<string, Tensor> {
  const inputs = new Map<string, Tensor>();
  for (const tensor of tensorsOf(config))
    if (tensor.side === 'input' && tensor.name && !inputs.has(tensor.name)) inputs.set(tensor.name, tensor);
  return inputs;
}
