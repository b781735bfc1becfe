import { exportOpsets } from '../../../catalog/onnx.ts';
import { number, traced } from '../../../deployment/settings/leaves.ts';
import { reportAt } from '../../reading/placed.ts';
import { callsOf } from '../../reading/python-calls.ts';
import { pinnedVersion } from '../../reading/python-packages.ts';
import type { Rule } from '../../rule.ts';

/** The lowest and the highest opset that any release which was read writes (torch 2.13 torch/onnx/_constants.py). */
const lowest = 7;
const highest = 23;
/** The highest of the exporter that was the default up to 2.8. */
const highestOfTorchscript = 20;

export const onnxOpset: Rule = {
  code: 'BWO001',
  name: 'onnx-opset',
  area: 'onnx',
  severity: 'error',
  appliesTo: '`torch.onnx.export`, by the release of PyTorch where it is pinned',
  summary: 'The exporter does not write the opset that is asked for.',
  why: 'The export stops: “Unsupported ONNX opset version”. The older exporter (`dynamo=False`, the default up to 2.8) ends at 20.',
  remedy:
    'Take an opset that both the exporter writes and ONNX Runtime reads; 17 is read by every release since 1.12.',
  sources: ['pytorch/pytorch torch/onnx/_constants.py at 2.0 and 2.13'],
  examplePath: 'export.py',
  examples: {
    bad: [
      'import torch\ntorch.onnx.export(model, x, "m.onnx", opset_version=«6», dynamic_axes={"x": {0: "b"}})\n',
      'import torch\ntorch.onnx.export(model, x, "m.onnx", opset_version=«24», dynamic_axes={"x": {0: "b"}})\n',
      'import torch\ntorch.onnx.export(model, x, "m.onnx", opset_version=«22», dynamo=False, dynamic_axes={"x": {0: "b"}})\n',
    ],
    good: [
      'import torch\ntorch.onnx.export(model, x, "m.onnx", opset_version=17, dynamic_axes={"x": {0: "b"}})\n',
    ],
  },
  check(context) {
    for (const { located, settings } of callsOf(context.project, exporter)) {
      const opset = traced(settings, number, 'opset_version');
      if (!opset) continue;
      const torch = pinnedVersion('torch', located.file, context.project);
      const known = torch === undefined ? undefined : exportOpsets(torch);
      const dynamo = settings.find('dynamo')?.value;
      const old =
        dynamo === false || (torch !== undefined && known?.max === undefined && known && dynamo !== true);
      const most = old ? (known?.torchscriptMax ?? highestOfTorchscript) : (known?.max ?? highest);
      const least = known?.min ?? lowest;
      if (opset.value >= least && opset.value <= most) continue;
      reportAt(
        context,
        opset,
        `The exporter${torch === undefined ? '' : ` of PyTorch ${torch}`} writes the opsets ${least} to ${most}, not ${opset.value}.`,
      );
    }
  },
};

export const exporter = /^torch\.onnx\.(utils\.)?export$/;
