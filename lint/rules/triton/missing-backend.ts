import type { Project } from '../../../deployment/project.ts';
import { backendOfFile } from '../../reading/backends.ts';
import { namesIn, versionsIn } from '../../reading/folders.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const missingBackend: Rule = {
  code: 'BWT002',
  name: 'missing-backend',
  area: 'triton',
  severity: 'error',
  appliesTo:
    '`config.pbtxt` in a model repository, all releases of Triton; a warning where the version folder holds no files yet',
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
      { 'models/detector/config.pbtxt': '«#» filled in by Triton\n', 'models/detector/1/.gitkeep': '' },
    ],
    good: [
      'max_batch_size: 8\nbackend: "python"\n',
      { 'models/detector/config.pbtxt': 'max_batch_size: 8\n', 'models/detector/1/model.onnx': 'x' },
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      if (!config.whole || config.textOf('backend') !== '' || config.textOf('platform') !== '') continue;
      if (config.textOf('default_model_filename') !== '' || config.modelName?.includes('.') !== false)
        continue;
      const seen = certainty(project, config);
      if (!seen) continue;
      report(
        config.file,
        config.head,
        'Set `backend`: neither it nor `platform` is given, and no model file in a version folder tells it.',
        seen === 'may' ? { severity: 'warning' } : {},
      );
    }
  },
};

/** What git keeps an empty folder by. */
const placeholder = /^\.(gitkeep|keep|gitignore|placeholder)$/;

/**
 * Whether what was seen makes it sure: a version folder with files none of which gives the backend away, or an empty
 * config beside a folder that is kept empty on purpose. Where a config says something and only the model file is not
 * there, that file may come later: `may`.
 */
function certainty(project: Project, config: ModelConfig): 'sure' | 'may' | undefined {
  const { home } = config;
  if (home === undefined) return undefined;
  const names = versionsIn(project, home).flatMap((version) => [...namesIn(project, `${home}/${version}`)]);
  if (names.length === 0 || names.some((name) => Object.hasOwn(backendOfFile, name))) return undefined;
  if (names.every((name) => placeholder.test(name))) return config.root.fields.length === 0 ? 'sure' : 'may';
  return names.some((name) => name.startsWith('.')) ? undefined : 'sure';
}
