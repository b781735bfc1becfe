import type { Project } from '../../../deployment/project.ts';
import { renameFix } from '../../fixes.ts';
import { ensembleSteps } from '../../reading/ensemble-steps.ts';
import { namesIn } from '../../reading/folders.ts';
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
    for (const config of modelConfigs(project, 'ensemble_scheduling')) {
      const folders = modelFolders(project, config);
      // One ensemble alone in a folder was copied out of its repository: nothing is known of the others.
      if (folders.length === 0) continue;
      const steps = ensembleSteps(config);
      const isThere = (model: string | undefined): boolean => model !== undefined && folders.includes(model);
      const someAreThere = steps.some(({ model }) => isThere(model));
      for (const { model, modelNode } of steps) {
        if (!model || !modelNode || hasPlaceholder(model) || isThere(model) || model === config.modelName)
          continue;
        const near = nearestName(model, folders);
        const hint = near ? `; \`${near.name}\` is there` : '';
        report(config.file, modelNode.range, `There is no model \`${model}\` in the repository${hint}.`, {
          // Where no model of the ensemble is there, they may all be put in later.
          ...(!someAreThere && !near?.certain && { severity: 'warning' as const }),
          fixes: renameFix(near, config.file.path, modelNode.range, 'quoted'),
        });
      }
    }
  },
};

/** The other names of the repository: a model may do without a config.pbtxt. */
function modelFolders(project: Project, { repository, folder }: ModelConfig): string[] {
  if (repository === undefined) return [];
  return [...namesIn(project, repository)].filter((name) => name !== folder);
}
