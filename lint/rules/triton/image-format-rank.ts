import { scalarField } from '../../../grammar/textproto/query.ts';
import { enumName } from '../../reading/enum-name.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

export const imageFormatRank: Rule = {
  code: 'BWT006',
  name: 'image-format-rank',
  area: 'triton',
  severity: 'error',
  appliesTo: 'inputs with `format: FORMAT_NCHW` or `FORMAT_NHWC`',
  summary: 'An image input does not have three dimensions.',
  why: 'Triton takes exactly three `dims` with an image format, since the batch dimension is added by `max_batch_size`, and refuses the model otherwise.',
  remedy: 'Leave the batch dimension out of `dims`, or the format where the tensor is no image.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateModelInput'],
  examples: {
    bad: [
      'backend: "onnxruntime"\nmax_batch_size: 8\ninput [ { name: "images" data_type: TYPE_FP32 format: FORMAT_NCHW dims: [ «-1, 3, 224, 224» ] } ]\n',
    ],
    good: [
      'backend: "onnxruntime"\nmax_batch_size: 8\ninput [ { name: "images" data_type: TYPE_FP32 format: FORMAT_NCHW dims: [ 3, 224, 224 ] } ]\n',
      'backend: "onnxruntime"\ninput [ { name: "images" data_type: TYPE_FP32 dims: [ -1, 3, 224, 224 ] } ]\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'format')) {
      for (const { side, node, dims } of tensorsOf(config)) {
        const format = scalarField(node, 'format');
        const name = enumName(format, 'ModelInput.Format');
        if (
          side !== 'input' ||
          !name ||
          !/^FORMAT_N(CHW|HWC)$/.test(name) ||
          dims.length === 0 ||
          dims.length === 3
        )
          continue;
        const range = { start: dims[0]!.node.range.start, end: dims.at(-1)!.node.range.end };
        const batch = dims.length === 4 ? '; the batch dimension is not listed' : '';
        report(config.file, range, `\`${name}\` takes 3 dimensions and here are ${dims.length}${batch}.`);
      }
    }
  },
};
