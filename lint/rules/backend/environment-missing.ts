import { joinPath, normalisePath } from '../../../workspace/path.ts';
import { backendModels } from '../../reading/backend-models.ts';
import type { Rule } from '../../rule.ts';

const files = (path: string): Record<string, string> => ({
  'models/m/config.pbtxt': `backend: "python"\nparameters { key: "EXECUTION_ENV_PATH" value { string_value: ${path} } }\n`,
  'models/m/env.tar.gz': '\n',
});

export const environmentMissing: Rule = {
  code: 'BWR013',
  name: 'execution-environment-missing',
  area: 'backend',
  severity: 'info',
  appliesTo: "`EXECUTION_ENV_PATH` of the python backend where it is in the model's folder",
  summary: 'The packed Python environment is not among the files.',
  why: 'Without it the model does not load. Environments are large and often put in only where the server runs: then this is fine.',
  remedy: 'Pack it with conda-pack into the folder of the model, or mend the path.',
  sources: [
    'triton-inference-server/python_backend src/pb_env.cc; README.md, Packaging the Conda Environment',
  ],
  examples: {
    bad: [files('«"$$TRITON_MODEL_DIRECTORY/environment.tar.gz"»')],
    good: [files('"$$TRITON_MODEL_DIRECTORY/env.tar.gz"'), files('"/opt/environment.tar.gz"')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const { config, backend, parameters } of backendModels(project)) {
      const home = config.home;
      if (backend.name !== 'python' || home === undefined) continue;
      for (const { key, value, valueRange } of parameters) {
        const rest =
          key === 'EXECUTION_ENV_PATH'
            ? /^\$\$TRITON_MODEL_DIRECTORY\/(.+)$/.exec(value ?? '')?.[1]
            : undefined;
        if (rest === undefined || project.paths.has(normalisePath(joinPath(home, rest)))) continue;
        report(config.file, valueRange, `\`${rest}\` is not in the folder of the model.`);
      }
    }
  },
};
