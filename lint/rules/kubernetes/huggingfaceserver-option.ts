import { flagAt, vllmServeFlags } from '../../../catalog/flags.ts';
import { huggingfaceserverBackends, huggingfaceserverOptions } from '../../../catalog/huggingfaceserver.ts';
import { toolOf } from '../../../deployment/tools.ts';
import { partOfWord } from '../../../grammar/command.ts';
import { renameFix } from '../../fixes.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

const service = (args: string): string =>
  `apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: { name: llm }\nspec:\n  predictor:\n    model:\n      modelFormat: { name: huggingface }\n      args: [${args}]\n`;

export const huggingfaceserverOption: Rule = {
  code: 'BWK017',
  name: 'huggingfaceserver-option-ignored',
  area: 'kubernetes',
  severity: 'warning',
  appliesTo: 'KServe’s runtime `huggingfaceserver`, in an InferenceService, a ServingRuntime or by its image',
  summary: 'KServe’s runtime for models of Hugging Face does not know an option, or a backend.',
  why: 'It reads the options that it and vLLM have and passes over all others without a word: what was meant keeps its default.',
  remedy: 'Write the option as the runtime or vLLM has it.',
  sources: [
    'kserve/kserve python/huggingfaceserver/huggingfaceserver/__main__.py parse_known_args; python/kserve/kserve/model_server.py',
  ],
  examplePath: 'service.yaml',
  examples: {
    bad: [
      service('"--model_id=meta-llama/Llama-3.1-8B", "«--max-batch-size»=8"'),
      service('"--model_name=llm", "«--model-ids»=meta-llama/Llama-3.1-8B"'),
      service('"--model_id=m", "--backend=«vLLM»"'),
    ],
    good: [service('"--model_name=llm", "--model_id=m", "--max-model-len=8192", "--backend", "vllm"')],
  },
  scope: 'commands',
  check({ project, report }) {
    for (const { file, command } of project.commands) {
      const run = toolOf(command);
      if (run?.tool !== 'huggingfaceserver') continue;
      for (const [index, word] of run.args.entries()) {
        const text = word.value ?? word.head ?? '';
        const name = /^--[A-Za-z][\w-]*/.exec(text)?.[0];
        if (name === undefined) continue;
        if (!huggingfaceserverOptions.includes(name) && !flagAt(vllmServeFlags, name)) {
          const near = nearestName(name, [
            ...huggingfaceserverOptions,
            ...vllmServeFlags.flags.map((flag) => flag.name),
          ]);
          const range = partOfWord(word, 0, name.length);
          report(
            file,
            range,
            `The runtime passes over \`${name}\` without a word${near ? `; \`${near.name}\` is the nearest` : ''}.`,
            { fixes: renameFix(near, file.path, range) },
          );
        }
        const attached = text.startsWith('--backend=');
        const value =
          name === '--backend' ? (attached ? text.slice(10) : run.args[index + 1]?.value) : undefined;
        const holder = attached ? word : run.args[index + 1];
        if (value !== undefined && holder?.value !== undefined && !huggingfaceserverBackends.includes(value))
          report(
            file,
            attached ? partOfWord(holder, 10) : partOfWord(holder, 0),
            `The runtime has the backends ${huggingfaceserverBackends.join(', ')}, not \`${value}\`.`,
            { severity: 'error' },
          );
      }
    }
  },
};
