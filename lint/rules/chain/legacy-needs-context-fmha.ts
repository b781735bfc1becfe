import { toolOf } from '../../../deployment/tools.ts';
import type { Rule } from '../../rule.ts';

export const legacyNeedsContextFmha: Rule = {
  code: 'BWC016',
  name: 'legacy-needs-context-fmha',
  area: 'chain',
  severity: 'error',
  appliesTo: '`build.py` of TensorRT-LLM 0.5 to 0.7',
  summary: 'The old build is given `--max_num_tokens` without the attention that it needs.',
  why: 'Up to 0.7 packed input of a limited number of tokens needs the fused attention of prompts: the build stops at an assertion. Its numbers of ranks must fit each other too.',
  remedy: 'Add `--enable_context_fmha`, or move to `trtllm-build`, where it is on by default.',
  sources: ['NVIDIA/TensorRT-LLM#511; examples/llama/build.py at v0.5.0 to v0.7.1'],
  examplePath: 'build.sh',
  examples: {
    bad: [
      'python3 examples/llama/build.py --model_dir m --remove_input_padding --use_gpt_attention_plugin float16 «--max_num_tokens» 4096\n',
      'python3 examples/llama/build.py --model_dir m --world_size «4» --tp_size 2\n',
    ],
    good: [
      'python3 examples/llama/build.py --model_dir m --remove_input_padding --use_gpt_attention_plugin float16 --enable_context_fmha --max_num_tokens 4096\n',
      'python3 examples/llama/build.py --model_dir m --world_size 4 --tp_size 2 --pp_size 2\n',
    ],
  },
  check({ project, report }) {
    for (const { file, command } of project.commands) {
      if (toolOf(command)?.tool !== 'build.py') continue;
      const { args } = command;
      if (args.some(({ value, raw }) => value === undefined && !raw.startsWith('-'))) continue;
      const tokens = args.find(({ value }) => /^--max_num_tokens(=|$)/.test(value ?? ''));
      if (tokens && !args.some(({ value }) => /^--enable_context_fmha/.test(value ?? '')))
        report(file, tokens.range, '`--max_num_tokens` needs `--enable_context_fmha` in this build.');
      const size = (name: string) => {
        const at = args.findIndex(({ value }) => value === name);
        const word = at < 0 ? undefined : args[at + 1];
        return word && { value: Number(word.value), range: word.range };
      };
      const world = size('--world_size');
      const ranks = (size('--tp_size')?.value ?? 1) * (size('--pp_size')?.value ?? 1);
      if (world && world.value > 1 && size('--tp_size') && world.value !== ranks)
        report(file, world.range, `The world size is tensor times pipeline parallelism, ${ranks}.`);
    }
  },
};
