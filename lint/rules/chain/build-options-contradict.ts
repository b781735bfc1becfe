import { isWithin } from '../../../catalog/version.ts';
import { limit, number, text, traced } from '../../../deployment/settings/leaves.ts';
import { type EngineChain, engineChains, switchOf } from '../../reading/engine-chains.ts';
import { isOn } from '../../reading/option-constraints.ts';
import { placeOf } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const build = (options: string, version = '0.15.0'): string =>
  `# batchwise: trtllm=${version}\ntrtllm-build --checkpoint_dir ckpt --output_dir engine ${options}\n`;

export const buildOptionsContradict: Rule = {
  code: 'BWC003',
  name: 'build-options-contradict',
  area: 'chain',
  severity: 'error',
  appliesTo: '`trtllm-build`, each pair in the releases that have it',
  summary: 'Two options of the build exclude each other.',
  why: 'The build stops with a `RuntimeError` or an assertion, or leaves one of the two out without a word.',
  remedy: 'Keep the one that is meant.',
  sources: [
    'NVIDIA/TensorRT-LLM tensorrt_llm/commands/build.py and builder.py, tags v0.8 to v1.2',
    'NVIDIA/TensorRT-LLM cpp/tensorrt_llm/plugins/gptAttentionCommon/gptAttentionCommon.cpp',
  ],
  examplePath: 'build.sh',
  examples: {
    bad: [
      build('--multiple_profiles enable --opt_num_tokens «2048»'),
      build('--gather_context_logits --max_draft_len «5»'),
      build('--use_paged_context_fmha «enable» --context_fmha disable'),
      build('--paged_kv_cache «disable» --kv_cache_type paged'),
      build('--max_output_len «512»', '0.11.0'),
      build('--user_buffer «enable»', '0.17.0'),
    ],
    good: [
      build('--multiple_profiles enable --max_num_tokens 4096'),
      build('--use_paged_context_fmha enable'),
    ],
  },
  check({ project, options, report }) {
    for (const chain of engineChains(project, options))
      for (const { option, message, harmless } of problemsOf(chain)) {
        const asked = chain.build.settings.find(option);
        const place = asked && placeOf({ value: 0, origin: asked.origin });
        if (place) report(place.path, place.range, message, harmless && { severity: 'warning' });
      }
  },
};

interface Problem {
  readonly option: string;
  readonly message: string;
  readonly harmless?: true;
}

function problemsOf({ build, version, checkpoint }: EngineChain): Problem[] {
  const { settings, open } = build;
  const has = (name: string): boolean => isOn(settings.find(name));
  const release = (from?: string, before?: string): boolean =>
    version === undefined || isWithin(version, from, before);
  const problems: (Problem | false)[] = [
    switchOf(build, 'multiple-profiles') === true &&
      settings.find('opt-num-tokens') !== undefined && {
        option: 'opt-num-tokens',
        message: '`--opt_num_tokens` cannot be set with `--multiple_profiles enable`, which chooses it.',
      },
    (has('gather-context-logits') || has('gather-all-token-logits')) &&
      (traced(settings, limit, 'max-draft-len')?.value ?? 0) > 0 &&
      release('0.10.0') && {
        option: 'max-draft-len',
        message: 'Speculative decoding cannot gather the logits of the context.',
      },
    switchOf(build, 'use-paged-context-fmha') === true &&
      switchOf(build, 'context-fmha') === false && {
        option: 'use-paged-context-fmha',
        message: 'Paged context attention is a kind of `--context_fmha`, which is disabled.',
      },
    switchOf(build, 'use-paged-context-fmha') === true &&
      isUnpaged(build) && {
        option: 'use-paged-context-fmha',
        message: 'Paged context attention needs a paged KV cache.',
      },
    switchOf(build, 'streamingllm') === true &&
      switchOf(build, 'use-paged-context-fmha') === true &&
      release(undefined, '1.0.0') && {
        option: 'streamingllm',
        message: 'StreamingLLM does not work with paged context attention.',
      },
    pagedDisagrees(build) &&
      release('0.13.0') && {
        option: 'paged-kv-cache',
        message: '`--paged_kv_cache` says something else than `--kv_cache_type`.',
      },
    settings.find('max-output-len') !== undefined &&
      version !== undefined &&
      isWithin(version, '0.11.0', '0.12.0') &&
      settings.find('max-input-len') === undefined &&
      !open && {
        option: 'max-output-len',
        message: '`--max_output_len` needs `--max_input_len` in 0.11; write `--max_seq_len`.',
      },
    switchOf(build, 'user-buffer') === true &&
      switchOf(build, 'reduce-fusion') !== true &&
      !open && {
        option: 'user-buffer',
        message: '`--user_buffer` needs `--reduce_fusion enable`.',
      },
    has('fast-build') &&
      checkpoint !== undefined &&
      isOn(checkpoint.settings.find('use-weight-only')) && {
        option: 'fast-build',
        message: '`--fast_build` cannot manage weights that are quantised to INT8 or INT4.',
      },
    isOn(settings.find('lora-plugin')) &&
      checkpoint !== undefined &&
      isOn(checkpoint.settings.find('smoothquant')) && {
        option: 'lora-plugin',
        message: 'LoRA does not work on a checkpoint of SmoothQuant.',
      },
    (traced(settings, number, 'auto-parallel')?.value ?? 1) > 1 &&
      splitOf(checkpoint) > 1 && {
        option: 'auto-parallel',
        message: 'Automatic parallelism needs a checkpoint that is not split.',
      },
    settings.find('build-config') !== undefined &&
      settings.find('max-batch-size') !== undefined && {
        option: 'max-batch-size',
        message: 'Sizes stand in the file of `--build_config`; this one is left out of it.',
        harmless: true,
      },
  ];
  return problems.filter((problem): problem is Problem => problem !== false);
}

const isUnpaged = (build: EngineChain['build']): boolean =>
  switchOf(build, 'paged-kv-cache') === false ||
  /^(continuous|disabled)$/i.test(traced(build.settings, text, 'kv-cache-type')?.value ?? '');

function pagedDisagrees(build: EngineChain['build']): boolean {
  const paged = switchOf(build, 'paged-kv-cache');
  const type = traced(build.settings, text, 'kv-cache-type')?.value.toLowerCase();
  return paged !== undefined && type !== undefined && paged !== (type === 'paged');
}

const splitOf = (checkpoint: EngineChain['checkpoint']): number =>
  checkpoint
    ? (traced(checkpoint.settings, limit, 'tp-size')?.value ?? 1) *
      (traced(checkpoint.settings, limit, 'pp-size')?.value ?? 1)
    : 1;
