import { booleanValue, scalarField } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { rangeOfDims } from '../../reading/shapes.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

export const nonLinearFormatRank: Rule = {
  code: 'BWT040',
  name: 'non-linear-format-rank',
  area: 'triton',
  severity: 'error',
  appliesTo: 'tensors with `is_non_linear_format_io: true`, Triton 24.08 and later',
  summary: 'A tensor in a non-linear format does not have three dimensions.',
  why: 'Such formats are laid out in channels, rows and columns; Triton refuses the model otherwise.',
  remedy: 'Write the three dimensions without the batch, or take the flag out for a tensor in linear format.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateNonLinearFormatIO'],
  examples: {
    bad: [
      'platform: "tensorrt_plan"\ninput [ { name: "x" data_type: TYPE_FP16 dims: [ «8, 8» ] is_non_linear_format_io: true } ]\n',
    ],
    good: [
      'platform: "tensorrt_plan"\ninput [ { name: "x" data_type: TYPE_FP16 dims: [ 3, 8, 8 ] is_non_linear_format_io: true } ]\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'is_non_linear_format_io')) {
      for (const { node, dims } of tensorsOf(config)) {
        if (booleanValue(scalarField(node, 'is_non_linear_format_io')) !== true) continue;
        if (dims.length === 0 || dims.length === 3) continue;
        report(
          config.file,
          rangeOfDims(dims),
          `A non-linear format takes 3 dimensions and here ${dims.length === 1 ? 'is 1' : `are ${dims.length}`}.`,
        );
      }
    }
  },
};
