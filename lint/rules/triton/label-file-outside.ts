import { scalarField, stringValue } from '../../../grammar/textproto/query.ts';
import { leavesFolder } from '../../reading/folders.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

export const labelFileOutside: Rule = {
  code: 'BWT025',
  name: 'label-file-outside',
  area: 'triton',
  severity: 'error',
  appliesTo: '`label_filename` of outputs, releases of Triton that check the path',
  summary: 'The label file lies outside the folder of its model.',
  why: 'The path counts from the folder of the model and may not leave it; Triton refuses the model.',
  remedy: 'Put the file beside `config.pbtxt` and write its name.',
  sources: ['triton-inference-server/core src/model.cc Init'],
  examples: {
    bad: [
      'backend: "python"\noutput [ { name: "y" data_type: TYPE_FP32 dims: [ 10 ] label_filename: «"../labels.txt"» } ]\n',
    ],
    good: [
      {
        'models/m/config.pbtxt':
          'backend: "python"\noutput [ { name: "y" data_type: TYPE_FP32 dims: [ 10 ] label_filename: "labels.txt" } ]\n',
        'models/m/labels.txt': 'cat',
      },
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'label_filename')) {
      for (const { node } of tensorsOf(config)) {
        const file = scalarField(node, 'label_filename');
        const path = stringValue(file);
        if (file && path !== undefined && leavesFolder(path))
          report(config.file, file.range, `\`${path}\` lies outside the folder of the model.`);
      }
    }
  },
};
