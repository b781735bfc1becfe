import { flagAt } from '../../../catalog/flags.ts';
import { tgiFlagOfVariable, tgiLauncherFlags, tgiVariables } from '../../../catalog/tgi-environment.ts';
import type { Range } from '../../../grammar/text.ts';
import { renameFix } from '../../fixes.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { tgiLauncher } from '../../reading/tool-calls.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';
import { reportInvalidValues, reportMissingValues } from '../command-line/flag-values.ts';

export const invalidTgiValue: Rule = {
  code: 'BWH002',
  name: 'tgi-value-invalid',
  area: 'tgi',
  severity: 'error',
  appliesTo: '`text-generation-launcher`, its flags and the variables of the same names, 0.9 to 3.3',
  summary: 'A flag or variable has a value that the launcher does not take.',
  why: 'The launcher stops with “invalid value” before it downloads the model.',
  remedy: 'Use one of the values that the message lists.',
  sources: ['huggingface/text-generation-inference launcher/src/main.rs at release tags, 0.9.0 to 3.3.7'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'text-generation-launcher --model-id m --dtype «bf16»\n',
      'docker run -e QUANTIZE=«int4» ghcr.io/huggingface/text-generation-inference:2.2.0 --model-id m\n',
      'docker run -e ATTENTION=«flash» ghcr.io/huggingface/text-generation-inference:3.0.0 --model-id m\n',
    ],
    good: [
      'text-generation-launcher --model-id m --dtype bfloat16 --quantize bitsandbytes-nf4\n',
      'docker run -e QUANTIZE=awq ghcr.io/huggingface/text-generation-inference:2.2.0 --model-id m\n',
    ],
  },
  check(context) {
    reportMissingValues(context, [tgiLauncher]);
    reportInvalidValues(context, [tgiLauncher]);
    for (const { file, env, version } of engineRuns(context.project, context.options, 'tgi')) {
      for (const [name, word] of Object.entries(env)) {
        const flag = tgiFlagOfVariable(name);
        const choices = flag
          ? flagAt(tgiLauncherFlags, flag, version)?.choices?.map(String)
          : tgiVariables.find((variable) => variable.name === name)?.choices;
        if (word.value === undefined || !choices || choices.includes(word.value)) continue;
        reportVariable(context, file.path, word.range, name, word.value, choices);
      }
    }
  },
};

function reportVariable(
  { report }: RuleContext,
  path: string,
  range: Range,
  name: string,
  value: string,
  choices: readonly string[],
): void {
  report(path, range, `\`${name}\` takes one of ${choices.join(', ')}, not \`${value}\`.`, {
    fixes: renameFix(nearestName(value, choices), path, range),
  });
}
