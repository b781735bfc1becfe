import { backendOf } from '../../reading/backends.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { rangeOfDims } from '../../reading/shapes.ts';
import { type Tensor, tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

const model = (name: string, dims: string, batch = 8): string =>
  `platform: "onnxruntime_onnx"\nmax_batch_size: ${batch}\ninput [ { name: "${name}" data_type: TYPE_INT64 dims: [ ${dims} ] } ]\n`;

export const batchDimensionListed: Rule = {
  code: 'BWT075',
  name: 'batch-dimension-listed',
  area: 'triton',
  severity: 'warning',
  appliesTo:
    'inputs of models of ONNX Runtime, TensorRT, PyTorch and OpenVINO that are named and shaped as tokenisers or image pipelines make them; images as an info',
  summary: 'The first dimension of an input looks like the batch.',
  why: 'With `max_batch_size` above 0 Triton puts the batch in front of `dims` by itself: a dimension that is listed too makes the tensor one rank larger than the model has, and the model does not load, or requests fail.',
  remedy: 'Take the first dimension out of `dims`, or set `max_batch_size: 0`.',
  sources: [
    'triton-inference-server/server docs/user_guide/model_configuration.md, maximum batch size',
    'triton-inference-server/server#3880, #1338, #7056',
  ],
  examples: {
    bad: [model('input_ids', '«-1, -1»'), model('images', '«-1, 3, 224, 224»')],
    good: [model('input_ids', '-1'), model('input_ids', '-1, -1', 0), model('images', '3, 224, 224')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      if (!((config.maxBatchSize ?? 0) > 0) || !frameworks.has(backendOf(project, config) ?? '')) continue;
      for (const tensor of tensorsOf(config)) {
        const looks = tensor.side === 'input' && !tensor.reshape ? looksOf(tensor) : undefined;
        if (!looks) continue;
        report(
          config.file,
          rangeOfDims(tensor.dims),
          `\`${tensor.name}\` looks like ${looks} with its batch: Triton adds the batch in front of \`dims\`.`,
          // A sequence of images, such as a film, has one dimension more.
          looks === 'an image' ? { severity: 'info' } : {},
        );
      }
    }
  },
};

const frameworks = new Set(['onnxruntime', 'tensorrt', 'pytorch', 'openvino']);

/** What Hugging Face's tokenisers hand out, one row a text. */
const ofTokens = /^(input_ids|attention_mask|token_type_ids)$/;

function looksOf({ name, dims }: Tensor): string | undefined {
  const sizes = dims.map(({ size }) => size);
  if (sizes[0] !== -1) return undefined;
  if (sizes.length === 2 && sizes[1] === -1 && ofTokens.test(name ?? '')) return 'a row of tokens';
  const [, first, second, third] = sizes;
  const isImage =
    sizes.length === 4 &&
    ((first === 3 && isSide(second) && isSide(third)) || (third === 3 && isSide(first) && isSide(second)));
  return isImage ? 'an image' : undefined;
}

/** Pixels of a side: fixed, and more than channels are. */
const isSide = (size: number | undefined): boolean => size !== undefined && size > 16;
