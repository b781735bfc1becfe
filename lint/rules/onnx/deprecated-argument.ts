import { deprecatedExportArguments } from '../../../catalog/onnx.ts';
import { compareVersions } from '../../../catalog/version.ts';
import { callsOf } from '../../reading/python-calls.ts';
import { pinnedVersion } from '../../reading/python-packages.ts';
import type { Rule } from '../../rule.ts';
import { exporter } from './opset.ts';

export const deprecatedExportArgument: Rule = {
  code: 'BWO006',
  name: 'onnx-export-argument-deprecated',
  area: 'onnx',
  severity: 'info',
  appliesTo: '`torch.onnx.export` from PyTorch 2.9 on, or where the release is not pinned and `dynamo=True`',
  summary: 'An argument of the older exporter is given to the one that ignores it.',
  why: 'The exporter of `dynamo=True`, the default from 2.9 on, neither folds constants on demand nor takes custom opsets: the argument does nothing and will go.',
  remedy: 'Leave the argument out.',
  sources: ['pytorch/pytorch torch/onnx/__init__.py export at 2.13'],
  examplePath: 'export.py',
  examples: {
    bad: [
      'import torch\ntorch.onnx.export(m, x, "m.onnx", dynamo=True, dynamic_shapes=s, «do_constant_folding»=True)\n',
    ],
    good: [
      'import torch\ntorch.onnx.export(m, x, "m.onnx", dynamic_axes={"x": {0: "b"}}, do_constant_folding=True)\n',
    ],
  },
  check({ project, report }) {
    for (const { located, settings } of callsOf(project, exporter)) {
      const torch = pinnedVersion('torch', located.file, project);
      const dynamo = settings.find('dynamo')?.value;
      const isNew =
        dynamo === true || (dynamo !== false && torch !== undefined && compareVersions(torch, '2.9') >= 0);
      if (!isNew) continue;
      for (const { name, nameRange } of located.call.keywords)
        if (deprecatedExportArguments.includes(name))
          report(located.file, nameRange, `The exporter ignores \`${name}\`.`);
    }
  },
};
