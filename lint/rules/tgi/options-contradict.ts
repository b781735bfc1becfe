import { boolean, limit, text, traced } from '../../../deployment/settings/leaves.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import {
  type Exclusion,
  reportExclusions,
  reportNeeds,
  reportRanges,
} from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import { devicesOf } from '../../reading/server-gpus.ts';
import type { Rule, RuleContext } from '../../rule.ts';

/** Checks of launcher/src/main.rs and server/text_generation_server/cli.py (facts: engines/tgi_flags.json, constraints). */
const exclusions: readonly Exclusion[] = [
  { one: ['max-input-tokens'], other: ['max-input-length'], because: 'they are the same limit' },
  {
    one: ['quantize'],
    oneValues: ['awq', 'eetq', 'exl2', 'gptq', 'marlin', 'fp8', 'compressed-tensors'],
    other: ['dtype'],
    because: 'a type goes only with unquantised weights and bitsandbytes',
  },
];

export const tgiOptionsContradict: Rule = {
  code: 'BWH004',
  name: 'tgi-options-contradict',
  area: 'tgi',
  severity: 'error',
  appliesTo: '`text-generation-launcher`, its flags and the variables of the same names',
  summary: 'Two settings of the launcher exclude each other, or one lacks another.',
  why: 'The launcher or its shards check the combination and stop, the shards with a `RuntimeError` after the download.',
  remedy: 'Keep the one that is meant.',
  sources: [
    'huggingface/text-generation-inference launcher/src/main.rs find_num_shards, main()',
    'huggingface/text-generation-inference server/text_generation_server/cli.py serve',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'text-generation-launcher --model-id m --quantize awq --dtype «float16»\n',
      'text-generation-launcher --model-id m --max-input-tokens 1024 --max-input-length «1024»\n',
      'text-generation-launcher --model-id m --sharded true --num-shard «1»\n',
      'text-generation-launcher --model-id m --quantize exl2 --num-shard «2»\n',
      'text-generation-launcher --model-id m «--ngrok»\n',
      'CUDA_VISIBLE_DEVICES=0 text-generation-launcher --model-id m --sharded «true»\n',
      'docker run -e TGI_WIGGLE_ROOM=«90» ghcr.io/huggingface/text-generation-inference:3.0.0 --model-id m\n',
      'text-generation-launcher --model-id m --lora-adapters «org/a@main@v2»\n',
    ],
    good: [
      'text-generation-launcher --model-id m --quantize bitsandbytes-nf4 --dtype float16\n',
      'text-generation-launcher --model-id m --sharded true --num-shard 2\n',
    ],
  },
  check(context) {
    reportExclusions(context, 'tgi', exclusions);
    reportNeeds(context, 'tgi', [
      { option: ['ngrok'], needs: ['ngrok-authtoken'] },
      { option: ['ngrok'], needs: ['ngrok-edge'], from: '1.0.0' },
    ]);
    reportRanges(context, 'tgi', [
      { names: ['num-shard'], least: 1 },
      { names: ['validation-workers'], least: 1 },
      { names: ['cuda-memory-fraction'], above: 0, most: 1 },
      { names: ['max-batch-size'], least: 1 },
    ]);
    for (const run of engineRuns(context.project, context.options, 'tgi')) {
      const { settings } = run;
      checkShards(context, run);
      checkAdapters(context, run);
      checkRoom(context, run);
      const shards = traced(settings, limit, 'num-shard');
      if (!shards) continue;
      if (shards.value === 1 && traced(settings, boolean, 'sharded')?.value === true)
        reportAt(context, shards, '`--sharded true` needs more than one shard.');
      if (shards.value > 1 && traced(settings, text, 'quantize')?.value === 'exl2')
        reportAt(context, shards, 'EXL2 weights cannot be sharded.');
    }
  },
};

/** All shards but one are missing: `--sharded true` where one GPU is visible. */
function checkShards(context: RuleContext, { settings, located }: EngineRun): void {
  const sharded = traced(settings, boolean, 'sharded');
  const devices = located && devicesOf(located);
  if (sharded?.value && !settings.find('num-shard') && devices?.count === 1)
    reportAt(context, sharded, `\`--sharded true\` needs more than one GPU: ${devices.because}.`);
}

/** `id`, `id@revision`, `name=path`: one revision each. */
function checkAdapters(context: RuleContext, { settings }: EngineRun): void {
  const adapters = traced(settings, text, 'lora-adapters');
  for (const adapter of adapters?.value.split(',') ?? [])
    if (adapter.split('@').length > 2)
      reportAt(context, adapters, `\`${adapter.trim()}\` has more than one revision behind \`@\`.`);
}

function checkRoom({ report }: RuleContext, { env, file }: EngineRun): void {
  const word = env.TGI_WIGGLE_ROOM;
  if (word?.value !== undefined && !(Number(word.value) > 0 && Number(word.value) < 1))
    report(file, word.range, `\`TGI_WIGGLE_ROOM\` is a share between 0 and 1, not ${word.value}.`);
}
