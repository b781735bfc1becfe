import { booleanValue, scalarField } from '../../../grammar/textproto/query.ts';
import { backendOf } from '../../reading/backends.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { rangeOfDims } from '../../reading/shapes.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

const model = (dims: string, backend = 'onnxruntime'): string =>
  `backend: "${backend}"\nmax_batch_size: 8\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ ${dims} ] allow_ragged_batch: true } ]\n`;

/** Backends that lay the inputs of all requests end to end in one tensor of one dimension. */
const flattening = new Set(['onnxruntime', 'pytorch', 'tensorrt']);

export const raggedOfSeveralDimensions: Rule = {
  code: 'BWT073',
  name: 'ragged-of-several-dimensions',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`allow_ragged_batch` of models of ONNX Runtime, PyTorch and TensorRT',
  summary: 'An input of several dimensions is batched ragged.',
  why: 'These backends lay the elements of all requests end to end, in one dimension: what the other dimensions said is lost to the model.',
  remedy:
    'Declare the input with one dimension, and tell the model with `batch_input` where each request begins.',
  sources: ['triton-inference-server/server docs/user_guide/ragged_batching.md'],
  examples: {
    bad: [model('«-1, 4»')],
    good: [model('-1'), model('-1, 4', 'python')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'allow_ragged_batch')) {
      if (!flattening.has(backendOf(project, config) ?? '')) continue;
      for (const { side, node, dims } of tensorsOf(config)) {
        const ragged = side === 'input' && scalarField(node, 'allow_ragged_batch');
        if (ragged && booleanValue(ragged) === true && dims.length > 1)
          report(
            config.file,
            rangeOfDims(dims),
            'A ragged batch is one row of elements: these dimensions are lost in it.',
          );
      }
    }
  },
};
