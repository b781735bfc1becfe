import { scalarField, stringValue } from '../../../grammar/textproto/query.ts';
import { leavesFolder, namesIn, pathBelow, versionsIn } from '../../reading/folders.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { hasPlaceholder } from '../../reading/placeholders.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

export const labelFileMissing: Rule = {
  code: 'BWT026',
  name: 'label-file-missing',
  area: 'triton',
  severity: 'warning',
  appliesTo:
    '`label_filename` of outputs, all releases of Triton; an error where the file lies in a version folder instead',
  summary: 'The label file is not in the folder of the model.',
  why: 'Triton reads it when it loads the model, and does not load the model without it.',
  remedy: 'Put the file beside `config.pbtxt`, or correct the name.',
  sources: ['triton-inference-server/core src/model.cc Init'],
  examples: {
    bad: [
      {
        'models/m/config.pbtxt':
          'backend: "python"\noutput [ { name: "y" data_type: TYPE_FP32 dims: [ 10 ] label_filename: «"labels.txt"» } ]\n',
        'models/m/1/model.py': 'x',
        'models/m/1/labels.txt': 'cat',
      },
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
      const { home } = config;
      // A folder with nothing but the configuration was copied out of its repository.
      if (home === undefined || namesIn(project, home).size <= 1) continue;
      for (const { node } of tensorsOf(config)) {
        const file = scalarField(node, 'label_filename');
        const name = stringValue(file);
        if (!file || !name || hasPlaceholder(name) || leavesFolder(name)) continue;
        if (project.paths.has(pathBelow(home, name))) continue;
        const inVersion = versionsIn(project, home).find((version) =>
          namesIn(project, `${home}/${version}`).has(name),
        );
        const hint =
          inVersion === undefined
            ? ''
            : `; it is in \`${inVersion}\`, and the path counts from the model’s folder`;
        report(config.file, file.range, `There is no \`${name}\` beside the configuration${hint}.`, {
          // With the model's own files in place, the labels are not merely left out of the checkout.
          ...(inVersion !== undefined && { severity: 'error' as const }),
        });
      }
    }
  },
};
