import { folderOf } from '../../../deployment/paths.ts';
import { namesIn } from '../../reading/folders.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { autoCompletes } from '../../reading/server-calls.ts';
import type { Rule } from '../../rule.ts';

const config =
  'backend: "python"\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "y" data_type: TYPE_FP32 dims: [ 1 ] } ]\n';
const strict = 'tritonserver --model-repository=models --disable-auto-complete-config\n';

export const configMissing: Rule = {
  code: 'BWT069',
  name: 'config-missing',
  area: 'triton',
  severity: 'error',
  appliesTo:
    'Python models beside a `tritonserver` with `--disable-auto-complete-config`, Triton 22.01 and later',
  summary: 'A model has no `config.pbtxt`, and the server is told to fill nothing in.',
  why: 'Without auto-complete Triton reads the configuration from the file and nowhere else; where there is none, it does not load the model.',
  remedy:
    'Write a `config.pbtxt` for the model, or start the server without `--disable-auto-complete-config`.',
  sources: [
    'triton-inference-server/core src/model_repository_manager/model_repository_manager.cc InitializeModelInfo',
  ],
  examples: {
    bad: [{ 'models/a/config.pbtxt': config, 'models/b/1/model.py': '«import» numpy\n', 'serve.sh': strict }],
    good: [
      { 'models/a/config.pbtxt': config, 'models/a/1/model.py': 'import numpy\n', 'serve.sh': strict },
      { 'models/a/config.pbtxt': config, 'models/b/1/model.py': 'import numpy\n' },
    ],
  },
  check({ project, options, report }) {
    if (autoCompletes(project, options)) return;
    const repositories = new Set(modelConfigs(project).flatMap(({ repository }) => repository ?? []));
    for (const file of project.files) {
      const version = folderOf(file.path);
      const model = folderOf(version);
      if (!/\/\d+\/model\.py$/.test(file.path) || !repositories.has(folderOf(model))) continue;
      const names = namesIn(project, model);
      if (names.has('config.pbtxt') || names.has('configs')) continue;
      const end = /^\w*/.exec(file.text)![0].length;
      report(
        file,
        { start: 0, end },
        `There is no \`config.pbtxt\` in \`${model}\`, and the server fills nothing in.`,
      );
    }
  },
};
