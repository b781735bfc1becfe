import { nimVariable } from '../../../catalog/nim-environment.ts';
import { nimRuns } from '../../reading/nim-runs.ts';
import type { Rule } from '../../rule.ts';

export const invalidNimValue: Rule = {
  code: 'BWN002',
  name: 'nim-value-invalid',
  area: 'nim',
  severity: 'error',
  appliesTo: 'containers of `nvcr.io/nim/…`, 1.x to 3.x',
  summary: 'A variable has a value that NIM does not take.',
  why: 'A share of GPU memory is a fraction, 0.9 and not 90; a word that NIM does not know stops the container or is ignored.',
  remedy: 'Use a value that the message allows.',
  sources: ['docs.nvidia.com/nim/large-language-models 1.10 to 3.0, environment variables'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'docker run --gpus all -e NIM_KVCACHE_PERCENT=«90» nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
      'docker run --gpus all -e NIM_LOG_LEVEL=«VERBOSE» nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
    ],
    good: [
      'docker run --gpus all -e NIM_KVCACHE_PERCENT=0.9 -e NIM_LOG_LEVEL=DEBUG nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
    ],
  },
  check({ project, report }) {
    for (const { file, command } of nimRuns(project)) {
      for (const [name, { value, range }] of Object.entries(command.env)) {
        if (value === undefined || value === '') continue;
        const variable = nimVariable(name);
        if (
          variable?.allowed &&
          !variable.allowed.includes(value) &&
          !variable.allowed.includes(value.toUpperCase())
        )
          report(file, range, `\`${name}\` takes one of ${variable.allowed.join(', ')}, not \`${value}\`.`, {
            ...(variable.evidence !== 'documented' &&
              variable.evidence !== 'launcher' && { severity: 'warning' }),
          });
        if (/^NIM_KV_?CACHE_PERCENT$/.test(name) && !(Number(value) > 0 && Number(value) <= 1))
          report(file, range, `\`${name}\` is a fraction above 0 and up to 1, not ${value}.`);
        if (
          /^NIM_(TENSOR|PIPELINE)_PARALLEL_SIZE$|^NIM_MAX_MODEL_LEN$/.test(name) &&
          !/^[1-9]\d*$/.test(value)
        )
          report(file, range, `\`${name}\` takes a whole number above 0, not \`${value}\`.`);
      }
    }
  },
};
