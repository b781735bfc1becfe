import { compareVersions } from '../../../catalog/flags.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { holdsFor } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

/** What the V0 engine read, which went in 0.11; the releases that still take the option (facts: renames_and_removals). */
const ofV0: readonly { readonly option: string; readonly before: string; readonly why: string }[] = [
  { option: 'swap-space', before: '0.18.0', why: 'the V1 engine never swaps' },
  { option: 'num-lookahead-slots', before: '0.12.0', why: 'the V1 engine reserves slots by itself' },
];

export const vllmWithoutEffect: Rule = {
  code: 'BWV017',
  name: 'vllm-option-without-effect',
  area: 'vllm',
  severity: 'warning',
  appliesTo: 'vLLM from 0.11 on, which has the V1 engine alone',
  summary: 'An option or a variable is given that only the V0 engine read.',
  why: 'The server starts, and the setting does nothing: the V0 engine was taken out in 0.11.',
  remedy: 'Drop it.',
  sources: ['vllm-project/vllm vllm/engine/arg_utils.py and vllm/envs.py, 0.10 to 0.17'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: vllm=0.12.0\nvllm serve m --swap-space «16»\n',
      '# batchwise: vllm=0.12.0\nVLLM_USE_V1=«0» vllm serve m\n',
    ],
    good: [
      '# batchwise: vllm=0.8.5\nVLLM_USE_V1=0 vllm serve m --swap-space 16\n',
      '# batchwise: vllm=0.12.0\nvllm serve m --swap-space 0\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm')) {
      for (const { option, before, why } of ofV0) {
        const setting = run.settings.find(option);
        // 0 asks for what is done anyway.
        if (!setting || Number(setting.value) === 0 || run.version === undefined) continue;
        if (holdsFor(run, { from: '0.11.0', before }))
          reportAt(
            context,
            { value: 0, origin: setting.origin },
            `\`--${option}\` has no effect any more: ${why}.`,
          );
      }
      checkVariable(context, run);
    }
  },
};

function checkVariable({ report }: RuleContext, { env, file, version }: EngineRun): void {
  const word = env.VLLM_USE_V1;
  if (word?.value === '0' && version !== undefined && compareVersions(version, '0.11.0') >= 0)
    report(file, word.range, `There is no V0 engine in vLLM ${version} to go back to.`);
}
