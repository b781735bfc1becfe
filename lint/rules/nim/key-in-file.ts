import { nimRuns } from '../../reading/nim-runs.ts';
import type { Rule } from '../../rule.ts';

export const nimKeyInFile: Rule = {
  code: 'BWN004',
  name: 'nim-key-in-file',
  area: 'nim',
  severity: 'warning',
  appliesTo: 'containers of `nvcr.io/nim/…`',
  summary: 'The key of NGC or a token of Hugging Face stands in the file itself.',
  why: 'Whoever can read the repository, or the manifest in the cluster, can use the key.',
  remedy:
    'Take the key out of a Secret (`valueFrom.secretKeyRef`) or out of the environment, and make a new one.',
  sources: ['docs.nvidia.com/nim/large-language-models: getting started, NGC_API_KEY'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'docker run --gpus all -e NGC_API_KEY=«nvapi-0123456789abcdefghijklmnopqrstuvwxyz» nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
    ],
    good: [
      'docker run --gpus all -e NGC_API_KEY=$NGC_API_KEY nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
      'docker run --gpus all -e NGC_API_KEY=nvapi-your-key-here nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
    ],
  },
  check({ project, report }) {
    for (const { file, command } of nimRuns(project))
      for (const [name, { value, range }] of Object.entries(command.env))
        if (/^(NGC_API_KEY|NGC_CLI_API_KEY|HF_TOKEN)$/.test(name) && isSecret(value ?? ''))
          report(file, range, `The value of \`${name}\` looks like a real key.`);
  },
};

/** Long enough, and with digits and letters mixed as only chance mixes them. */
const isSecret = (value: string): boolean =>
  /^(nvapi-|hf_)[\w-]{30,}$/.test(value) && /\d/.test(value) && !/your|xxx|example/i.test(value);
