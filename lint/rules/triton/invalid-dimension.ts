import { modelConfigs } from '../../reading/model-config.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

export const invalidDimension: Rule = {
  code: 'BWT011',
  name: 'invalid-dimension',
  area: 'triton',
  severity: 'error',
  appliesTo: '`dims` and `reshape` of inputs and outputs',
  summary: 'A dimension is neither positive nor -1.',
  why: 'Triton takes sizes from 1 up, and -1 for a size that varies; it refuses the model otherwise.',
  remedy: 'Write -1 where the size varies; a scalar is `dims: [ 1 ]` with an empty `reshape`.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateIOShape'],
  examples: {
    bad: [
      'backend: "python"\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ «0» ] } ]\n',
      'backend: "python"\noutput [ { name: "y" data_type: TYPE_FP32 dims: [ 1 ] reshape { shape: [ «-2» ] } } ]\n',
    ],
    good: ['backend: "python"\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1, 3 ] } ]\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      for (const { dims, reshape } of tensorsOf(config)) {
        for (const { node, size } of [...dims, ...(reshape?.shape ?? [])]) {
          if (size === undefined || size >= 1 || size === -1) continue;
          report(
            config.file,
            node.range,
            `${size} is no size of a dimension: sizes start at 1, and -1 means that it varies.`,
          );
        }
      }
    }
  },
};
