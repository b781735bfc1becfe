import { booleanValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import { backendOf } from '../../reading/backends.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

const model = (batching: string, more = ''): string =>
  `platform: "onnxruntime_onnx"\nmax_batch_size: 8\n${batching} { }\ninput [ { name: "ids" data_type: TYPE_INT64 dims: [ -1 ] ${more}} ]\n`;

/** Models whose inputs Triton itself joins to one tensor; others take requests one by one or batch on their own. */
const joining = new Set(['onnxruntime', 'tensorrt', 'pytorch', 'openvino', 'tensorflow']);

export const onlySameShapesBatched: Rule = {
  code: 'BWT074',
  name: 'only-same-shapes-batched',
  area: 'triton',
  severity: 'info',
  appliesTo: 'models with `dynamic_batching`, whose backend takes one tensor for a batch',
  summary: 'Requests are batched together only where their shapes are equal.',
  why: 'An input of variable size without `allow_ragged_batch` goes into one tensor only with others of its size. Where clients send every length, most batches hold one request, whatever the delay.',
  remedy: 'Pad requests to a few sizes, allow ragged batches where the model can take them, or leave it so.',
  sources: [
    'triton-inference-server/server docs/user_guide/ragged_batching.md',
    'triton-inference-server/core src/dynamic_batch_scheduler.cc, enforce_equal_shape_tensors',
  ],
  examples: {
    bad: [model('«dynamic_batching»')],
    good: [model('dynamic_batching', 'allow_ragged_batch: true '), model('model_transaction_policy')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'dynamic_batching')) {
      const batching = config.field('dynamic_batching');
      if (!batching || !joining.has(backendOf(project, config) ?? '') || !((config.maxBatchSize ?? 0) > 1))
        continue;
      const batcher = messageFields(config.root, 'dynamic_batching').at(-1);
      const variable = tensorsOf(config).filter(
        ({ side, node, dims }) =>
          side === 'input' &&
          dims.some(({ size }) => size === -1) &&
          !booleanValue(scalarField(node, 'allow_ragged_batch')),
      );
      const names = variable.flatMap(({ name }) => (name === undefined ? [] : [`\`${name}\``]));
      if (batcher && names.length > 0)
        report(
          config.file,
          batching.name.range,
          `Only requests with equal sizes of ${names.slice(0, 3).join(', ')} are batched together.`,
        );
    }
  },
};
