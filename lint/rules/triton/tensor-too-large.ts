import { elementBytes } from '../../reading/element-bytes.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { rangeOfDims, sizesOf } from '../../reading/shapes.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

const largest = 2n ** 63n - 1n;

export const tensorTooLarge: Rule = {
  code: 'BWT038',
  name: 'tensor-too-large',
  area: 'triton',
  severity: 'error',
  appliesTo: '`dims` of inputs and outputs, the releases of Triton that check the product',
  summary: 'A tensor has more bytes than a 64-bit number can count.',
  why: 'The product of the dimensions overflows: Triton refuses the model, and older releases compute with the wrong size.',
  remedy: 'Correct the dimensions; write -1 for a size that varies.',
  sources: ['triton-inference-server/core src/model_config_utils.h GetElementCount, GetByteSize'],
  examples: {
    bad: [
      'backend: "python"\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ «4294967296, 4294967296» ] } ]\n',
    ],
    good: ['backend: "python"\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1, 4294967296 ] } ]\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      for (const { side, name, dims, dataType } of tensorsOf(config)) {
        const sizes = sizesOf(dims);
        if (!sizes || sizes.length === 0 || sizes.includes(-1)) continue;
        const count = sizes.reduce(
          (product, size) => product * BigInt(size),
          elementBytes[dataType ?? ''] ?? 1n,
        );
        if (count > largest)
          report(
            config.file,
            rangeOfDims(dims),
            `The ${side} \`${name ?? ''}\` has more bytes than can be counted.`,
          );
      }
    }
  },
};
