import type { Project } from '../../../deployment/project.ts';
import { versionsIn } from '../../reading/folders.ts';
import { type ModelConfig, modelConfigs, modelsBeside } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const model =
  'backend: "python"\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "y" data_type: TYPE_FP32 dims: [ 1 ] } ]\n';
const ensemble =
  'platform: «"ensemble"»\ninput [ { name: "a" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "b" data_type: TYPE_FP32 dims: [ 1 ] } ]\n' +
  'ensemble_scheduling { step [ { model_name: "m" model_version: -1 input_map { key: "x" value: "a" } output_map { key: "y" value: "b" } } ] }\n';

export const noVersionFolder: Rule = {
  code: 'BWE011',
  name: 'no-version-folder',
  area: 'ensemble',
  severity: 'warning',
  appliesTo: 'ensembles beside models that have version folders',
  summary: 'The ensemble has no version folder.',
  why: 'A model without a version does not load, and an ensemble is a model although it holds no file: it needs an empty folder. Git does not keep empty folders, so it is easily lost.',
  remedy: 'Make the folder `1`, with a `.gitkeep` in it where the repository is kept in git.',
  sources: [
    'triton-inference-server/core src/model_repository_manager/model_lifecycle.cc AsyncLoad',
    'triton-inference-server/server#3623',
  ],
  examples: {
    bad: [
      { 'models/all/config.pbtxt': ensemble, 'models/m/config.pbtxt': model, 'models/m/1/model.py': 'x' },
    ],
    good: [
      {
        'models/all/config.pbtxt': ensemble.replaceAll(/[«»]/g, ''),
        'models/all/1/.gitkeep': '',
        'models/m/config.pbtxt': model,
        'models/m/1/model.py': 'x',
      },
      { 'models/all/config.pbtxt': ensemble.replaceAll(/[«»]/g, ''), 'models/m/config.pbtxt': model },
    ],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project, 'platform')) {
      const platform = config.string('platform');
      if (config.home === undefined || platform?.value !== 'ensemble' || platform.origin.kind !== 'file')
        continue;
      if (hasVersion(project, config)) continue;
      const others = [...modelsBeside(project, config).values()].filter((other) => other !== config);
      // A copy without any version folder, such as a set of templates, says nothing about the repository in use.
      if (!others.some((other) => hasVersion(project, other))) continue;
      report(
        config.file,
        platform.origin.range,
        `Make an empty folder \`${config.home}/1\`: a model without a version does not load.`,
      );
    }
  },
};

const hasVersion = (project: Project, { home }: ModelConfig): boolean =>
  home === undefined || versionsIn(project, home).length > 0;
