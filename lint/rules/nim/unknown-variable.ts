import { nimVariable, nimVariables } from '../../../catalog/nim-environment.ts';
import { nimRuns } from '../../reading/nim-runs.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

export const unknownNimVariable: Rule = {
  code: 'BWN001',
  name: 'nim-variable-misspelt',
  area: 'nim',
  severity: 'warning',
  appliesTo: 'containers of `nvcr.io/nim/…`, 1.x to 3.x',
  summary: 'A variable is hardly anything but a misspelling of one that NIM reads.',
  why: 'NIM ignores variables that it does not know, so the setting silently has no effect.',
  remedy: 'Write the variable as NIM reads it.',
  sources: ['docs.nvidia.com/nim/large-language-models 1.10 to 3.0, environment variables'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'docker run --gpus all -e NGC_API_KEY=$KEY -e NIM_MAX_MODEL_LENGTH=«8192» nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
    ],
    good: [
      'docker run --gpus all -e NGC_API_KEY=$KEY -e NIM_MAX_MODEL_LEN=8192 nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
    ],
  },
  check({ project, report }) {
    const names = nimVariables.map(({ name }) => name).filter((name) => !name.endsWith('*'));
    for (const { file, command } of nimRuns(project)) {
      for (const [name, word] of Object.entries(command.env)) {
        if (!name.startsWith('NIM_') || nimVariable(name)) continue;
        const near = nearestName(name, names);
        if (near) report(file, word.range, `NIM reads no \`${name}\`; \`${near.name}\` is the nearest.`);
      }
    }
  },
};
