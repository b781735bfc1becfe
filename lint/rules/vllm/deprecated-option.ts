import { resolveFlag } from '../../../catalog/flags.ts';
import { toolCalls, vllmServe } from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';
import { renamedOption } from './renamed-options.ts';

export const deprecatedVllmOption: Rule = {
  code: 'BWV011',
  name: 'vllm-option-deprecated',
  area: 'vllm',
  severity: 'info',
  appliesTo: '`vllm serve` and its module, where the release is known',
  summary: 'The option still works in this release and is on its way out.',
  why: 'A later release refuses the option with “unrecognized arguments”, so that an upgrade of the image stops the server.',
  remedy: 'Write what takes its place.',
  sources: ['vllm-project/vllm vllm/engine/arg_utils.py, a commit a release'],
  examplePath: 'serve.sh',
  examples: {
    bad: ['# batchwise: vllm=0.10.1\nvllm serve m «--task» embed\n'],
    good: ['# batchwise: vllm=0.9.0\nvllm serve m --task embed\n', 'vllm serve m --task embed\n'],
  },
  scope: 'commands',
  check(context) {
    for (const { tool, located, version, flags } of toolCalls(context.project, context.options, [
      vllmServe,
    ])) {
      if (version === undefined) continue;
      for (const { written, range } of flags) {
        const resolved = resolveFlag(tool.table, written, version);
        if (resolved.kind !== 'exact' || !resolved.flag.deprecated) continue;
        const advice = renamedOption(resolved.flag.name);
        context.report(
          located.file,
          range,
          `\`${written}\` is deprecated in vLLM ${version}${advice ? `. ${advice.advice}` : ''}.`,
        );
      }
    }
  },
};
