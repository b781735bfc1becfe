import type { Project } from '../../../deployment/project.ts';
import { namesIn, versionsIn } from '../../reading/folders.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

/** Files in a version folder from which Triton tells the backend where the config does not. */
const telling = [
  'model.plan',
  'model.onnx',
  'model.pt',
  'model.pt2',
  'model.py',
  'model.xml',
  'model.savedmodel',
  'model.graphdef',
];

export const missingBackend: Rule = {
  code: 'BWT002',
  name: 'missing-backend',
  area: 'triton',
  severity: 'error',
  appliesTo: '`config.pbtxt` in a model repository',
  summary:
    'Neither `backend` nor `platform` is set, and nothing else tells Triton which backend runs the model.',
  why: 'Triton can tell the backend from the name of the model file or from a model name with a dot; where it cannot, the model does not load.',
  remedy: 'Set `backend`, or put the model file into the version folder under its usual name.',
  sources: [
    'triton-inference-server/core src/model_config_utils.cc AutoCompleteBackendFields, ValidateModelConfig',
  ],
  examples: {
    bad: [
      {
        'models/detector/config.pbtxt':
          '«max_batch_size»: 8\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 3 ] } ]\n',
        'models/detector/1/weights.bin': 'x',
      },
    ],
    good: [
      'max_batch_size: 8\nbackend: "python"\n',
      { 'models/detector/config.pbtxt': 'max_batch_size: 8\n', 'models/detector/1/model.onnx': 'x' },
    ],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      if (!config.whole || config.textOf('backend') !== '' || config.textOf('platform') !== '') continue;
      if (config.textOf('default_model_filename') !== '' || config.modelName?.includes('.') !== false)
        continue;
      if (!seesModelFiles(project, config)) continue;
      report(
        config.file,
        config.head,
        'Set `backend`: neither it nor `platform` is given, and no model file in a version folder tells it.',
      );
    }
  },
};

/** True where a version folder with files was seen and none of the files gives the backend away. */
function seesModelFiles(project: Project, { home }: ModelConfig): boolean {
  if (home === undefined) return false;
  const files = versionsIn(project, home).flatMap((version) => [...namesIn(project, `${home}/${version}`)]);
  return files.length > 0 && !files.some((name) => telling.includes(name) || name.startsWith('.'));
}
