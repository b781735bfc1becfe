import { compareVersions } from '../../../catalog/version.ts';
import type { Word } from '../../../grammar/command.ts';
import { nimRuns, nimVersion } from '../../reading/nim-runs.ts';
import type { Rule } from '../../rule.ts';

/** A variable that is read only beside another (facts: engines/nim_env.json, lint_rules). */
const needs: readonly (readonly [name: string, needs: string])[] = [
  ['NIM_NUM_KV_CACHE_SEQ_LENS', 'NIM_RELAX_MEM_CONSTRAINTS'],
  ['NIM_ENABLE_KV_CACHE_HOST_OFFLOAD', 'NIM_ENABLE_KV_CACHE_REUSE'],
  ['NIM_KV_CACHE_HOST_MEM_FRACTION', 'NIM_ENABLE_KV_CACHE_REUSE'],
  ['NIM_PEFT_REFRESH_INTERVAL', 'NIM_PEFT_SOURCE'],
  ['NIM_MAX_LORA_RANK', 'NIM_PEFT_SOURCE'],
  ['NIM_MAX_GPU_LORAS', 'NIM_PEFT_SOURCE'],
  ['NIM_MAX_CPU_LORAS', 'NIM_PEFT_SOURCE'],
  ['NIM_TOOL_CALL_PARSER', 'NIM_ENABLE_AUTO_TOOL_CHOICE'],
];

export const nimWithoutEffect: Rule = {
  code: 'BWN003',
  name: 'nim-variable-without-effect',
  area: 'nim',
  severity: 'warning',
  appliesTo: 'containers of `nvcr.io/nim/…`; options of the engine in 1.x, the others in every release',
  summary: 'A variable is set that NIM reads only beside another one, or only in another generation.',
  why: 'The container starts, and the setting does nothing.',
  remedy: 'Set the variable that the message names too, or drop this one.',
  sources: [
    'docs.nvidia.com/nim/large-language-models: KV-cache reuse, PEFT, advanced configuration',
    'public copies of the NIM 1.x launcher',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'docker run --gpus all -e NIM_ENABLE_KV_CACHE_HOST_OFFLOAD=«1» nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
      'docker run --gpus all -e NIM_MAX_LORA_RANK=«64» nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
      'docker run --gpus all -e NIM_PASSTHROUGH_ARGS=«--max-num-seqs=8» nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
    ],
    good: [
      'docker run --gpus all -e NIM_ENABLE_KV_CACHE_REUSE=1 -e NIM_ENABLE_KV_CACHE_HOST_OFFLOAD=1 nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
      'docker run --gpus all --env-file nim.env -e NIM_MAX_LORA_RANK=64 nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
    ],
  },
  check({ project, report }) {
    for (const run of nimRuns(project)) {
      const { file, command } = run;
      const { env } = command;
      // More may stand in a file of variables.
      const open = command.prefix.some(({ value }) => /^--env-file(=|$)/.test(value ?? ''));
      for (const [name, needed] of needs) {
        const word = env[name];
        if (word && isSet(word) && !open && !(env[needed] && isSet(env[needed])))
          report(file, word.range, `NIM reads \`${name}\` only beside \`${needed}\`.`);
      }
      const passed = env.NIM_PASSTHROUGH_ARGS;
      const version = nimVersion(run);
      if (passed && version !== undefined && compareVersions(version, '2.0') < 0)
        report(file, passed.range, `\`NIM_PASSTHROUGH_ARGS\` came in NIM 2.0; this is ${version}.`);
    }
  },
};

/** Set to something that turns it on, or to something unknown. */
const isSet = ({ value }: Word): boolean => !/^(0|false|)$/i.test(value ?? 'unknown');
