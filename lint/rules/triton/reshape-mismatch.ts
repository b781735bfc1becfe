import { modelConfigs } from '../../reading/model-config.ts';
import { autoCompletes } from '../../reading/server-calls.ts';
import { showShape, sizesOf } from '../../reading/shapes.ts';
import { type Tensor, tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

export const reshapeMismatch: Rule = {
  code: 'BWT013',
  name: 'reshape-mismatch',
  area: 'triton',
  severity: 'error',
  appliesTo: 'inputs and outputs with `reshape`',
  summary: '`dims` and `reshape` do not describe the same number of elements.',
  why: 'A reshape may only regroup the elements. Triton compares the products of the sizes, between one -1 and the next, and refuses the model where they differ.',
  remedy:
    'Correct the one that is wrong. A scalar is `dims: [ 1 ]` with `reshape { shape: [ ] }`, and needs a model that batches.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateIOShape'],
  examples: {
    bad: [
      'backend: "python"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 4, 4 ] «reshape { shape: [ 4, 5 ] }» } ]\n',
      'backend: "python"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1, 4 ] «reshape { shape: [ 4 ] }» } ]\n',
      'backend: "python"\nmax_batch_size: 0\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 1 ] «reshape { shape: [ ] }» } ]\n',
    ],
    good: [
      'backend: "python"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 1 ] reshape { shape: [ ] } } ]\n',
      'backend: "python"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1, 4, 2 ] reshape { shape: [ -1, 8 ] } } ]\n',
    ],
  },
  scope: 'config',
  check({ project, options, report }) {
    for (const config of modelConfigs(project, 'reshape')) {
      const batches =
        config.maxBatchSize !== 0 ||
        (!config.has('max_batch_size') && (autoCompletes(project, options) || !config.whole));
      for (const tensor of tensorsOf(config)) {
        const field = tensor.node.fields.findLast((candidate) => candidate.name.text === 'reshape');
        const problem = field && problemOf(tensor, batches);
        if (problem) report(config.file, field.range, problem);
      }
    }
  },
};

function problemOf({ dims, reshape }: Tensor, batches: boolean): string | undefined {
  const from = sizesOf(dims);
  const to = reshape && sizesOf(reshape.shape);
  if (!from || !to || from.length === 0) return undefined;
  if (to.length === 0 && !batches)
    return 'A scalar needs a batch dimension: an empty `reshape` does not go with `max_batch_size: 0`.';
  const wildcards = (shape: readonly number[]): number => shape.filter((size) => size === -1).length;
  if (wildcards(from) !== wildcards(to))
    return `\`dims\` ${showShape(from)} and \`reshape\` ${showShape(to)} do not have the same number of -1.`;
  const left = products(from);
  const right = products(to);
  if (left.every((product, index) => product === right[index])) return undefined;
  return `\`dims\` ${showShape(from)} and \`reshape\` ${showShape(to)} do not hold the same number of elements.`;
}

/** The element counts between one -1 and the next. */
function products(shape: readonly number[]): number[] {
  const counts = [1];
  for (const size of shape) {
    if (size === -1) counts.push(1);
    else counts[counts.length - 1]! *= size;
  }
  return counts;
}
