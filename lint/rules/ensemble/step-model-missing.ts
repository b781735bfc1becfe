import type { Project } from '../../../deployment/project.ts';
import { replaceFix } from '../../fixes.ts';
import { ensembleSteps } from '../../reading/ensemble-steps.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import { hasPlaceholder } from '../../reading/placeholders.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

export const stepModelMissing: Rule = {
  code: 'BWE001',
  name: 'step-model-missing',
  area: 'ensemble',
  severity: 'error',
  appliesTo: 'ensembles whose repository holds other models',
  summary: 'A step runs a model that is not in the repository.',
  why: 'Triton loads an ensemble only when every model in it is there.',
  remedy: 'Correct `model_name`, or put the model into the repository.',
  sources: [
    'triton-inference-server/core src/model_repository_manager/model_repository_manager.cc ConnectDependencyGraph',
  ],
  examples: {
    bad: [
      {
        'models/text/config.pbtxt':
          'platform: "ensemble"\ninput [ { name: "a" data_type: TYPE_STRING dims: [ 1 ] } ]\noutput [ { name: "b" data_type: TYPE_STRING dims: [ 1 ] } ]\n' +
          'ensemble_scheduling {\n  step [\n    { model_name: «"preprocesing"» model_version: -1 input_map { key: "x" value: "a" } output_map { key: "y" value: "b" } }\n  ]\n}\n',
        'models/preprocessing/config.pbtxt':
          'backend: "python"\ninput [ { name: "x" data_type: TYPE_STRING dims: [ 1 ] } ]\noutput [ { name: "y" data_type: TYPE_STRING dims: [ 1 ] } ]\n',
      },
    ],
    good: [
      {
        'models/text/config.pbtxt':
          'platform: "ensemble"\ninput [ { name: "a" data_type: TYPE_STRING dims: [ 1 ] } ]\noutput [ { name: "b" data_type: TYPE_STRING dims: [ 1 ] } ]\n' +
          'ensemble_scheduling {\n  step [\n    { model_name: "preprocessing" model_version: -1 input_map { key: "x" value: "a" } output_map { key: "y" value: "b" } }\n  ]\n}\n',
        'models/preprocessing/config.pbtxt':
          'backend: "python"\ninput [ { name: "x" data_type: TYPE_STRING dims: [ 1 ] } ]\noutput [ { name: "y" data_type: TYPE_STRING dims: [ 1 ] } ]\n',
      },
    ],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      if (config.config.excerpt) continue;
      const folders = modelFolders(project, config);
      // One ensemble alone in a folder was copied out of its repository: nothing is known of the others.
      if (folders.length === 0) continue;
      for (const { model, modelNode } of ensembleSteps(config)) {
        if (
          !model ||
          !modelNode ||
          hasPlaceholder(model) ||
          folders.includes(model) ||
          model === config.modelName
        )
          continue;
        const near = nearestName(model, folders);
        report(
          config.file,
          modelNode.range,
          `There is no model \`${model}\` in the repository${near ? `; \`${near.name}\` is there` : ''}.`,
          {
            fixes: near
              ? [
                  replaceFix(
                    `Change to \`${near.name}\``,
                    config.file.path,
                    modelNode.range,
                    JSON.stringify(near.name),
                    near.certain,
                  ),
                ]
              : [],
          },
        );
      }
    }
  },
};

/** The other folders of the repository: a model may do without a config.pbtxt. */
function modelFolders(project: Project, config: ModelConfig): string[] {
  const { repository, folder } = config.config;
  if (repository === undefined) return [];
  const prefix = repository === '.' ? '' : `${repository}/`;
  const names = new Set<string>();
  for (const path of project.paths) {
    if (!path.startsWith(prefix)) continue;
    const slash = path.indexOf('/', prefix.length);
    if (slash > 0) names.add(path.slice(prefix.length, slash));
  }
  names.delete(folder ?? '');
  return [...names];
}
