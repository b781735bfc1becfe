import { compareVersions } from '../../../catalog/version.ts';
import { FlagSource } from '../../../deployment/settings/flag-source.ts';
import { limit, traced } from '../../../deployment/settings/leaves.ts';
import type { SettingSource } from '../../../deployment/settings/setting.ts';
import { toolOf } from '../../../deployment/tools.ts';
import type { Traced } from '../../../deployment/traced.ts';
import { isOn } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import { versionFor } from '../../reading/versions.ts';
import type { Rule } from '../../rule.ts';

export const legacyNeedsContextFmha: Rule = {
  code: 'BWC016',
  name: 'legacy-needs-context-fmha',
  area: 'chain',
  severity: 'error',
  appliesTo: '`build.py` of TensorRT-LLM 0.5 to 0.7',
  summary: 'Options of the old build do not go together.',
  why: 'Up to 0.7 packed input of a limited number of tokens needs the fused attention of prompts: the build stops at an assertion. So it does over ranks that do not multiply to the world size, over blocks of the KV cache that the attention cannot read, and over two ways of quantising at once.',
  remedy: 'Add `--enable_context_fmha`, or move to `trtllm-build`, where it is on by default.',
  sources: ['NVIDIA/TensorRT-LLM#511; examples/llama/build.py at v0.5.0 to v0.7.1'],
  examplePath: 'build.sh',
  examples: {
    bad: [
      'python3 examples/llama/build.py --model_dir m --remove_input_padding --use_gpt_attention_plugin float16 «--max_num_tokens» 4096\n',
      'python3 examples/llama/build.py --model_dir m --world_size «4» --tp_size 2\n',
      'python3 examples/llama/build.py --model_dir m --enable_context_fmha --paged_kv_cache --tokens_per_block «64»\n',
      'python3 examples/llama/build.py --model_dir m --use_smooth_quant «--use_weight_only»\n',
    ],
    good: [
      'python3 examples/llama/build.py --model_dir m --remove_input_padding --use_gpt_attention_plugin float16 --enable_context_fmha --max_num_tokens 4096\n',
      'python3 examples/llama/build.py --model_dir m --world_size 4 --tp_size 2 --pp_size 2\n',
    ],
  },
  check(context) {
    for (const { file, command } of context.project.commands) {
      const run = toolOf(command);
      if (run?.tool !== 'build.py' || !run.table) continue;
      const { args } = run;
      if (args.some(({ value, raw }) => value === undefined && !raw.startsWith('-'))) continue;
      const settings = new FlagSource(args, file.path, run.table, undefined);
      const fused = isOn(settings.find('enable-context-fmha'));
      const tokens = args.find(({ value }) => /^--max_num_tokens(=|$)/.test(value ?? ''));
      if (tokens && !fused)
        context.report(file, tokens.range, '`--max_num_tokens` needs `--enable_context_fmha` in this build.');
      const version = versionFor('trtllm', file, context.project, context.options, command.image);
      for (const { size, message, unsure } of wrongSizes(settings, fused, version))
        reportAt(context, size, message, unsure ? { severity: 'warning' } : {});
      const weightOnly = settings.find('use-weight-only');
      if (weightOnly && isOn(settings.find('use-smooth-quant')))
        reportAt(
          context,
          { value: 0, origin: weightOnly.origin },
          '`--use_weight_only` and `--use_smooth_quant` exclude each other.',
        );
    }
  },
};

interface WrongSize {
  readonly size: Traced<number>;
  readonly message: string;
  /** Not of every release. */
  readonly unsure?: boolean;
}

function wrongSizes(settings: SettingSource, fused: boolean, version: string | undefined): WrongSize[] {
  const get = (name: string) => traced(settings, limit, name);
  const [world, tensor, block] = [get('world-size'), get('tp-size'), get('tokens-per-block')];
  const ranks = (tensor?.value ?? 1) * (get('pp-size')?.value ?? 1);
  return [
    ...(world && world.value > 1 && tensor && world.value !== ranks
      ? [{ size: world, message: `The world size is tensor times pipeline parallelism, ${ranks}.` }]
      : []),
    ...(block && !Number.isInteger(Math.log2(block.value))
      ? [{ size: block, message: 'The tokens of a block are a power of 2.' }]
      : block &&
          fused &&
          block.value < 128 &&
          (version === undefined || compareVersions(version, '0.7.0') >= 0)
        ? [
            {
              size: block,
              message: 'From 0.7 on a block has 128 tokens at least with `--enable_context_fmha`.',
              unsure: version === undefined,
            },
          ]
        : []),
  ];
}
