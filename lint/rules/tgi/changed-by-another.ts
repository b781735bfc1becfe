import { text, traced } from '../../../deployment/settings/leaves.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { holdsFor } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const tgiChangedByAnother: Rule = {
  code: 'BWH006',
  name: 'tgi-turned-off-by-another',
  area: 'tgi',
  severity: 'info',
  appliesTo: '`text-generation-launcher`, its flags and the variables of the same names',
  summary: 'A setting turns off something else, or does nothing in this release.',
  why: 'The launcher turns CUDA graphs off with bitsandbytes and EXL2, and prefix caching off with LoRA adapters, and says so in its log only. From 3.0 on prompts are cut into chunks, and the two limits for waiting requests are not looked at.',
  remedy:
    'Set what is meant (`--cuda-graphs`, `PREFIX_CACHING=1`), take another quantisation (`eetq` in the place of `bitsandbytes`), or drop the option.',
  sources: [
    'huggingface/text-generation-inference launcher/src/main.rs main()',
    'huggingface/text-generation-inference backends/v3/src/backend.rs',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'text-generation-launcher --model-id m --quantize «bitsandbytes»\n',
      'text-generation-launcher --model-id m --lora-adapters «org/adapter»\n',
      '# batchwise: tgi=3.0.0\ntext-generation-launcher --model-id m --waiting-served-ratio «1.2»\n',
    ],
    good: [
      'text-generation-launcher --model-id m --quantize eetq\n',
      'docker run -e PREFIX_CACHING=1 ghcr.io/huggingface/text-generation-inference:3.0.0 --model-id m --lora-adapters org/adapter\n',
      '# batchwise: tgi=2.2.0\ntext-generation-launcher --model-id m --waiting-served-ratio 1.2\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'tgi')) checkRun(context, run);
  },
};

function checkRun(context: RuleContext, run: EngineRun): void {
  const { settings, env } = run;
  const quantize = traced(settings, text, 'quantize');
  if (quantize && /^(bitsandbytes|exl2)$/.test(quantize.value) && !settings.find('cuda-graphs') && !run.open)
    reportAt(
      context,
      quantize,
      `\`${quantize.value}\` turns CUDA graphs off${quantize.value === 'exl2' ? '' : ', and gives way to the faster `eetq`'}.`,
    );
  const adapters = settings.find('lora-adapters');
  // The option came with 2.1; what does not have it is told of elsewhere.
  const knows = holdsFor(run, { from: '2.1.0' });
  if (adapters && knows && !env.PREFIX_CACHING && !env.USE_PREFIX_CACHING && !run.open)
    reportAt(
      context,
      { value: 0, origin: adapters.origin },
      'LoRA adapters turn prefix caching off unless `PREFIX_CACHING` is set.',
    );
  if (run.version === undefined || !holdsFor(run, { from: '3.0.0' }) || env.PREFILL_CHUNKING) return;
  for (const option of ['waiting-served-ratio', 'max-waiting-tokens']) {
    const given = settings.find(option);
    if (given)
      reportAt(
        context,
        { value: 0, origin: given.origin },
        `\`--${option}\` is not looked at where prompts are cut into chunks, as with nearly every model in this release.`,
      );
  }
}
