import { toolOf } from '../../../deployment/tools.ts';
import { partOfWord } from '../../../grammar/command.ts';
import type { Rule } from '../../rule.ts';

const pod = (args: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: llm }\nspec:\n  containers:\n    - name: server\n      image: vllm/vllm-openai:v0.11.0\n      args: [${args}]\n`;

export const argumentsInOne: Rule = {
  code: 'BWK015',
  name: 'arguments-in-one',
  area: 'kubernetes',
  severity: 'error',
  appliesTo:
    '`command` and `args` of pods, exec forms of Dockerfiles and lists of compose files that start a tool',
  summary: 'An element of a list of arguments holds an option and its value.',
  why: 'No shell splits the elements of such a list: the program gets `--model m` as one word, and knows no option of that name.',
  remedy: 'Make an element of each word, or join them with `=`.',
  sources: [
    'Kubernetes docs, Define a Command and Arguments for a Container; Docker docs, exec form',
    'CPython Lib/argparse.py _parse_optional: a word with a blank is no option',
  ],
  examplePath: 'pod.yaml',
  examples: {
    bad: [pod('"«--model meta-llama/Llama-3.1-8B»", "--port=8000"')],
    good: [
      pod('"--model", "meta-llama/Llama-3.1-8B"'),
      pod('"--model=meta-llama/Llama-3.1-8B", "--served-model-name", "my model"'),
      pod(`"--model", "m", "--compilation-config", '{"level": 3, "mode": "--a b"}'`),
    ],
  },
  scope: 'commands',
  check({ project, report }) {
    for (const { file, command } of project.commands) {
      if (!/^(kubernetes|compose|dockerfile)$/.test(command.host) || !toolOf(command)) continue;
      for (const word of command.args) {
        // Of a shell's words one with a blank is quoted on purpose, and seldom begins so.
        if (!/^--?[a-zA-Z][\w-]*[ \t]+[^ \t]/.test(word.value ?? '')) continue;
        report(file, partOfWord(word, 0), 'This is one argument to the program: no shell splits it.');
      }
    }
  },
};
