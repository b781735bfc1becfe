import { toolOf } from '../../../deployment/tools.ts';
import type { Rule } from '../../rule.ts';

export const tokenInFile: Rule = {
  code: 'BWD002',
  name: 'token-in-file',
  area: 'container',
  severity: 'warning',
  appliesTo: 'variables of commands, containers and images; of NIM see BWN004',
  summary: 'A token of Hugging Face stands in the file itself.',
  why: 'Whoever can read the repository, the image or the manifest in the cluster can use the token.',
  remedy:
    'Take the token out of a Secret (`valueFrom.secretKeyRef`), a build secret or the environment, and make a new one.',
  sources: ['Kubernetes docs, Secrets; Docker docs, build secrets'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'export HF_TOKEN=«hf_0123456789abcdefghijABCDEFGHIJ0123»\nvllm serve m\n',
      {
        'pod.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: { name: llm }\nspec:\n  containers:\n    - name: vllm\n      image: vllm/vllm-openai:v0.11.0\n      args: ["--model", "m"]\n      env:\n        - name: HUGGING_FACE_HUB_TOKEN\n          value: «hf_0123456789abcdefghijABCDEFGHIJ0123»\n',
      },
    ],
    good: [
      'export HF_TOKEN=hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nvllm serve m\n',
      'export HF_TOKEN=$TOKEN\nvllm serve m\n',
    ],
  },
  scope: 'commands',
  check({ project, report }) {
    const seen = new Set<string>();
    for (const { file, command } of project.commands) {
      if (toolOf(command)?.tool === 'nim') continue;
      for (const [name, { value, range }] of Object.entries(command.env)) {
        const place = `${file.path}:${range.start}`;
        if (!names.test(name) || !isToken(value ?? '') || seen.has(place)) continue;
        seen.add(place);
        report(file, range, `The value of \`${name}\` looks like a real token.`);
      }
    }
  },
};

const names = /^(HF_TOKEN|HUGGING_FACE_HUB_TOKEN|HUGGINGFACE_TOKEN|HUGGINGFACEHUB_API_TOKEN)$/;

/** As long as tokens are, with digits and letters mixed as only chance mixes them. */
const isToken = (value: string): boolean =>
  /^hf_[A-Za-z0-9]{30,}$/.test(value) && /\d/.test(value) && !/your|xxx|example|token/i.test(value);
