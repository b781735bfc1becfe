import type { Rule } from '../../rule.ts';

export const continuationBroken: Rule = {
  code: 'BWC015',
  name: 'continuation-broken',
  area: 'chain',
  severity: 'error',
  appliesTo: 'shell scripts, Dockerfiles and shell strings of manifests',
  summary: 'A line begins with an option, as a command of its own.',
  why: 'The line before has no `\\` at its very end, or a space behind it: the shell ends the command there and then looks for a program of the option’s name, “command not found”. The tool has started without the options.',
  remedy: 'End the line before with `\\` and nothing behind it.',
  sources: ['NVIDIA/TensorRT-LLM#2143; POSIX shell command language, 2.2.1 escape character'],
  examplePath: 'build.sh',
  examples: {
    bad: [
      'trtllm-build --checkpoint_dir ckpt \\\n  --max_batch_size 8\n  «--max_multimodal_len» 576\n',
      'vllm serve m \\ \n  «--max-model-len» 4096\n',
    ],
    good: ['trtllm-build --checkpoint_dir ckpt \\\n  --max_batch_size 8 \\\n  --max_multimodal_len 576\n'],
  },
  scope: 'commands',
  check({ project, report }) {
    for (const { file, command } of project.commands) {
      const name = command.program.value;
      if (command.host === 'markdown' || command.prefix.length > 0 || command.image) continue;
      if (name !== undefined && /^--[a-z][\w-]+/i.test(name))
        report(
          file,
          command.program.range,
          'The line before ends its command: a `\\` is missing at its end, or a space follows it.',
        );
    }
  },
};
