import { replaceFix } from '../../fixes.ts';
import { backendModels } from '../../reading/backend-models.ts';
import type { Rule } from '../../rule.ts';

const environment = (path: string): string =>
  `backend: "python"\nparameters { key: "EXECUTION_ENV_PATH" value { string_value: ${path} } }\n`;

export const modelDirectory: Rule = {
  code: 'BWR012',
  name: 'model-directory-not-expanded',
  area: 'backend',
  severity: 'error',
  appliesTo: '`EXECUTION_ENV_PATH` of the python backend',
  summary: '`TRITON_MODEL_DIRECTORY` stands in a path without its two dollar signs.',
  why: "The backend puts the model's folder in the place of `$$TRITON_MODEL_DIRECTORY` at the beginning of the path, written exactly so. With one dollar sign or braces it looks for a folder of that name, and the model does not load. `fill_template.py` turns `$$` into `$`: in a template the four-dollar form `$$$$TRITON_MODEL_DIRECTORY` is needed.",
  remedy: 'Write `$$TRITON_MODEL_DIRECTORY/…`.',
  sources: [
    'triton-inference-server/python_backend src/python_be.cc: $$TRITON_MODEL_DIRECTORY; README.md, Packaging the Conda Environment',
    'triton-inference-server/tensorrtllm_backend tools/fill_template.py: string.Template reads $$ as $',
  ],
  examples: {
    bad: [environment('«"$TRITON_MODEL_DIRECTORY/env.tar.gz"»')],
    good: [environment('"$$TRITON_MODEL_DIRECTORY/env.tar.gz"'), environment('"/opt/env.tar.gz"')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const { config, backend, parameters } of backendModels(project)) {
      if (backend.name !== 'python') continue;
      for (const { key, value, valueRange } of parameters) {
        const wrong =
          value === undefined
            ? null
            : /^(\$?\{TRITON_MODEL_DIRECTORY\}|\$TRITON_MODEL_DIRECTORY)/.exec(value);
        if (key !== 'EXECUTION_ENV_PATH' || !wrong || value === undefined) continue;
        const right = `$$TRITON_MODEL_DIRECTORY${value.slice(wrong[0].length)}`;
        report(
          config.file,
          valueRange,
          `Only \`$$TRITON_MODEL_DIRECTORY\` at the beginning stands for the model's folder, not \`${wrong[0]}\`.`,
          {
            fixes: [
              replaceFix(`Change to \`${right}\``, config.file.path, valueRange, JSON.stringify(right), true),
            ],
          },
        );
      }
    }
  },
};
