import { booleanValue, fieldsNamed, scalarField } from '../../../grammar/textproto/query.ts';
import { isTensorrt } from '../../reading/backends.ts';
import { deleteField } from '../../reading/field-edits.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

/** What only TensorRT engines have. */
const flags = { is_shape_tensor: 'Shape tensors', is_non_linear_format_io: 'Non-linear formats' } as const;

export const tensorrtOnlyTensor: Rule = {
  code: 'BWT039',
  name: 'tensorrt-only-tensor',
  area: 'triton',
  severity: 'error',
  appliesTo: '`is_shape_tensor` (Triton 20.02 and later) and `is_non_linear_format_io` (24.08 and later)',
  summary: 'A tensor has a property that only tensors of TensorRT models have.',
  why: 'Triton refuses the model for any platform but `tensorrt_plan`.',
  remedy: 'Take the field out.',
  sources: [
    'triton-inference-server/core src/model_config_utils.cc ValidateModelInput, ValidateModelOutput, ValidateNonLinearFormatIO',
  ],
  examples: {
    bad: [
      'backend: "onnxruntime"\ninput [ { name: "x" data_type: TYPE_INT32 dims: [ 3 ] is_shape_tensor: «true» } ]\n',
      'backend: "python"\noutput [ { name: "y" data_type: TYPE_FP16 dims: [ 3, 8, 8 ] is_non_linear_format_io: «true» } ]\n',
    ],
    good: [
      'backend: "tensorrt"\ninput [ { name: "x" data_type: TYPE_INT32 dims: [ 3 ] is_shape_tensor: true } ]\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, ...Object.keys(flags))) {
      if (isTensorrt(project, config) !== false) continue;
      for (const { node } of tensorsOf(config)) {
        for (const [name, what] of Object.entries(flags)) {
          const flag = scalarField(node, name);
          if (flag && booleanValue(flag) === true)
            report(config.file, flag.range, `${what} are for TensorRT models only.`, {
              fixes: fieldsNamed(node, name).map((field) => deleteField(config, field)),
            });
        }
      }
    }
  },
};
