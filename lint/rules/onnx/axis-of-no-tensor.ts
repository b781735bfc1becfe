import { argumentOf, type PythonCall, type PythonValue } from '../../../grammar/python-call.ts';
import { renameFix } from '../../fixes.ts';
import { callsOf } from '../../reading/python-calls.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';
import { exporter } from './opset.ts';

export const axisOfNoTensor: Rule = {
  code: 'BWO007',
  name: 'onnx-axis-of-no-tensor',
  area: 'onnx',
  severity: 'warning',
  appliesTo: '`torch.onnx.export` with `dynamic_axes` and the names of inputs and outputs',
  summary: '`dynamic_axes` names a tensor that is neither an input nor an output.',
  why: 'The exporter warns “Provided key … for dynamic axes is not a valid input/output name” and goes on: the axis that was meant keeps the size of the example.',
  remedy: 'Write the names as `input_names` and `output_names` have them.',
  sources: ['pytorch/pytorch torch/onnx/utils.py _validate_dynamic_axes'],
  examplePath: 'export.py',
  examples: {
    bad: [
      'import torch\ntorch.onnx.export(m, x, "m.onnx", input_names=["input_ids"], output_names=["logits"], dynamic_axes={«"input_id"»: {0: "batch"}})\n',
    ],
    good: [
      'import torch\ntorch.onnx.export(m, x, "m.onnx", input_names=["input_ids"], output_names=["logits"], dynamic_axes={"input_ids": {0: "batch"}, "logits": [0]})\n',
      'import torch\ntorch.onnx.export(m, x, "m.onnx", input_names=["input_ids"], dynamic_axes={"input_ids": {0: "batch"}, "output": {0: "batch"}})\n',
    ],
  },
  scope: 'commands',
  check({ project, report }) {
    for (const { located } of callsOf(project, exporter)) {
      const { call, file } = located;
      const axes = argumentOf(call, 'dynamic_axes');
      const [inputs, outputs] = [namesOf(call, 'input_names'), namesOf(call, 'output_names')];
      // Of a scripted model the exporter finds names by itself, but only where none are given.
      if (axes?.kind !== 'dict' || !inputs || !outputs) continue;
      const names = [...inputs, ...outputs];
      for (const { key } of axes.entries) {
        if (key.kind !== 'literal' || typeof key.value !== 'string' || names.includes(key.value)) continue;
        report(file, key.range, `Neither an input nor an output is called \`${key.value}\`.`, {
          fixes: renameFix(nearestName(key.value, names), file.path, key.range, 'quoted'),
        });
      }
    }
  },
};

/** The names of a list of strings; undefined where some are not known, or none are given. */
function namesOf(call: PythonCall, name: string): string[] | undefined {
  const list = argumentOf(call, name);
  if (list?.kind !== 'list' || list.items.length === 0) return undefined;
  const names = list.items.flatMap((item: PythonValue) =>
    item.kind === 'literal' && typeof item.value === 'string' ? [item.value] : [],
  );
  return names.length === list.items.length ? names : undefined;
}
