import { folderOf, isInside } from '../../../deployment/paths.ts';
import { integerValue, scalarField } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { callsOf } from '../../reading/python-calls.ts';
import type { Rule } from '../../rule.ts';
import { exporter } from './opset.ts';

export const fixedBatch: Rule = {
  code: 'BWO002',
  name: 'onnx-fixed-batch',
  area: 'onnx',
  severity: 'info',
  appliesTo:
    '`torch.onnx.export`; a warning where a Triton model of ONNX Runtime beside it has `max_batch_size` above 0',
  summary: 'The model is exported without dynamic axes, so its batch is that of the example.',
  why: 'Every dimension of the inputs becomes a constant. Triton refuses such a model with `max_batch_size` above 0: “model … has first dimension … but must be -1”.',
  remedy: 'Name the axes that change in `dynamic_axes`, or in `dynamic_shapes` with `dynamo=True`.',
  sources: [
    'pytorch/pytorch torch/onnx/__init__.py export',
    'triton-inference-server/onnxruntime_backend README.md and src/onnxruntime.cc',
  ],
  examplePath: 'export.py',
  examples: {
    bad: ['import torch\n«torch.onnx.export»(model, x, "m.onnx", opset_version=17)\n'],
    good: [
      'import torch\ntorch.onnx.export(model, x, "m.onnx", dynamic_axes={"x": {0: "batch"}})\n',
      'import torch\ntorch.onnx.export(model, x, "m.onnx", **options)\n',
    ],
  },
  check({ project, report }) {
    for (const { located, settings } of callsOf(project, exporter)) {
      const { call, file } = located;
      if (call.open || settings.find('dynamic_axes', 'dynamic_shapes')) continue;
      const batched = modelConfigs(project).find(
        (config) =>
          isInside(config.file.path, folderOf(file.path)) &&
          /^onnxruntime(_onnx)?$/.test(config.textOf('backend') ?? config.textOf('platform') ?? '') &&
          (integerValue(scalarField(config.root, 'max_batch_size')) ?? 0) > 0,
      );
      report(
        file,
        call.nameRange,
        'Without dynamic axes the model takes only the batch and lengths of the example.',
        {
          ...(batched && { severity: 'warning' }),
        },
      );
    }
  },
};
