import { compareVersions, isWithin } from '../../../catalog/version.ts';
import { limit, number, text, traced } from '../../../deployment/settings/leaves.ts';
import { type EngineChain, isUnpaged, switchOf, type ToolStep } from '../../reading/engine-chains.ts';
import { isOn } from '../../reading/option-constraints.ts';

/** Two options of one build that do not go together, drawn at the second. */
export interface BuildProblem {
  readonly option: string;
  readonly message: string;
  /** The build goes on, and one of the two does nothing. */
  readonly harmless?: boolean;
}

/**
 * Whether the build turns off what it cannot build, with a warning: from 0.17 on; before it stopped. Where the release
 * is unknown the weaker of the two is said. (NVIDIA/TensorRT-LLM tensorrt_llm/builder.py build, v0.12 and @008b2b8d.)
 */
export const turnsOff = ({ version }: EngineChain): boolean =>
  version === undefined || compareVersions(version, '0.17.0') >= 0;

export function buildProblems(chain: EngineChain): BuildProblem[] {
  const problems: (BuildProblem | false)[] = [
    ...ofAttention(chain),
    ...ofLogits(chain),
    ...ofCheckpoint(chain),
    ...ofReleases(chain),
    ...ofConfigFile(chain),
  ];
  return problems.filter((problem): problem is BuildProblem => problem !== false);
}

type Problems = (BuildProblem | false)[];

function ofAttention(chain: EngineChain): Problems {
  const { build } = chain;
  const paged = switchOf(build, 'use-paged-context-fmha') === true;
  const fused =
    isChosen(build, 'gemm-swiglu-plugin') || isChosen(build, 'low-latency-gemm-swiglu-plugin')
      ? switchOf(build, 'use-fused-mlp')
      : undefined;
  return [
    paged &&
      switchOf(build, 'context-fmha') === false && {
        option: 'use-paged-context-fmha',
        message: 'Paged context attention is a kind of `--context_fmha`, which is disabled.',
        harmless: turnsOff(chain),
      },
    paged &&
      isUnpaged(build) && {
        option: 'use-paged-context-fmha',
        message: 'Paged context attention needs a paged KV cache.',
      },
    paged &&
      switchOf(build, 'streamingllm') === true && {
        option: 'streamingllm',
        message: 'StreamingLLM does not work with paged context attention.',
        harmless: turnsOff(chain),
      },
    ...ofWindow(chain),
    fused === false && {
      option: isChosen(build, 'gemm-swiglu-plugin') ? 'gemm-swiglu-plugin' : 'low-latency-gemm-swiglu-plugin',
      message: 'The SwiGLU plugins need `--use_fused_mlp enable`.',
    },
    switchOf(build, 'user-buffer') === true &&
      switchOf(build, 'reduce-fusion') !== true &&
      !build.open && {
        option: 'user-buffer',
        message: '`--user_buffer` needs `--reduce_fusion enable`, and is turned off without it.',
        harmless: true,
      },
  ];
}

/** Up to 0.15 paged context attention could not leave out what a sliding window no longer sees. */
function ofWindow({ build, version, parts }: EngineChain): Problems {
  const window = parts.model?.architecture?.value.slidingWindow;
  const length = traced(build.settings, limit, 'max-seq-len')?.value;
  if (switchOf(build, 'use-paged-context-fmha') !== true || window === undefined) return [];
  if (length === undefined || length <= window) return [];
  return [
    version !== undefined &&
      compareVersions(version, '0.16.0') < 0 && {
        option: 'use-paged-context-fmha',
        message: `Up to 0.15 paged context attention does not go with a sliding window, of ${window} tokens here, in sequences of ${length}.`,
      },
  ];
}

function ofLogits({ build, version }: EngineChain): Problems {
  const { settings } = build;
  const gathers =
    isOn(settings.find('gather-context-logits')) || isOn(settings.find('gather-all-token-logits'));
  return [
    gathers &&
      (traced(settings, limit, 'max-draft-len')?.value ?? 0) > 0 &&
      (version === undefined || compareVersions(version, '0.10.0') >= 0) && {
        option: 'max-draft-len',
        message: 'Speculative decoding cannot gather the logits of the context.',
      },
    switchOf(build, 'multiple-profiles') === true &&
      settings.find('opt-num-tokens') !== undefined && {
        option: 'opt-num-tokens',
        message: '`--opt_num_tokens` cannot be set with `--multiple_profiles enable`, which chooses it.',
      },
  ];
}

function ofCheckpoint({ build, checkpoint, version }: EngineChain): Problems {
  const has = (name: string): boolean => isOn(build.settings.find(name));
  const made = (name: string): boolean => checkpoint !== undefined && isOn(checkpoint.settings.find(name));
  return [
    // From 0.17 on only without the plugin that weight-only quantisation has by default.
    has('fast-build') &&
      made('use-weight-only') &&
      version !== undefined &&
      isWithin(version, '0.12.0', '0.17.0') && {
        option: 'fast-build',
        message: '`--fast_build` cannot manage weights that are quantised to INT8 or INT4.',
      },
    // Said of 0.20 alone (NVIDIA-NeMo/Export-Deploy PR 131).
    switchOf(build, 'use-paged-context-fmha') === false &&
      checkpoint !== undefined &&
      traced(checkpoint.settings, text, 'qformat') !== undefined &&
      version !== undefined &&
      isWithin(version, '0.20.0', '0.21.0') && {
        option: 'use-paged-context-fmha',
        message: 'In 0.20 a quantised checkpoint cannot be built without paged context attention.',
      },
    has('lora-plugin') &&
      made('smoothquant') && {
        option: 'lora-plugin',
        message: 'LoRA does not work on a checkpoint of SmoothQuant.',
      },
    (traced(build.settings, number, 'auto-parallel')?.value ?? 1) > 1 &&
      splitOf(checkpoint) > 1 && {
        option: 'auto-parallel',
        message: 'Automatic parallelism needs a checkpoint that is not split.',
      },
  ];
}

function ofReleases({ build, version }: EngineChain): Problems {
  const { settings, open } = build;
  const has = (name: string): boolean => settings.find(name) !== undefined;
  const is11 = version !== undefined && isWithin(version, '0.11.0', '0.12.0');
  const paged = switchOf(build, 'paged-kv-cache');
  const type = traced(settings, text, 'kv-cache-type')?.value.toLowerCase();
  const word = traced(settings, text, 'paged-kv-cache')?.value;
  return [
    // plugin.py update_from_dict turns the two words into switches and keeps any other as it is.
    word !== undefined &&
      paged === undefined &&
      version !== undefined &&
      compareVersions(version, '0.13.0') >= 0 && {
        option: 'paged-kv-cache',
        message: `\`${word}\` is neither \`enable\` nor \`disable\`: the KV cache stays paged. Write \`--kv_cache_type\`.`,
        harmless: true,
      },
    paged !== undefined &&
      type !== undefined &&
      paged !== (type === 'paged') &&
      (version === undefined || compareVersions(version, '0.13.0') >= 0) && {
        option: 'paged-kv-cache',
        message: '`--paged_kv_cache` says something else than `--kv_cache_type`.',
      },
    is11 &&
      has('max-output-len') &&
      !has('max-input-len') &&
      !open && {
        option: 'max-output-len',
        message: '`--max_output_len` needs `--max_input_len` in 0.11; write `--max_seq_len`.',
      },
    is11 &&
      has('max-output-len') &&
      has('max-input-len') &&
      has('max-seq-len') && {
        option: 'max-seq-len',
        message: 'In 0.11 the input and output length take the place of this.',
        harmless: true,
      },
  ];
}

/** Sizes that stand in the file of `--build_config`; only plugins are taken from the command line beside it. */
const sizes = [
  'max-batch-size',
  'max-num-tokens',
  'opt-num-tokens',
  'max-seq-len',
  'max-input-len',
  'max-beam-width',
  'max-draft-len',
  'max-prompt-embedding-table-size',
];

const ofConfigFile = ({ build: { settings } }: EngineChain): Problems =>
  settings.find('build-config') === undefined
    ? []
    : sizes.map(
        (option) =>
          settings.find(option) !== undefined && {
            option,
            message: 'Sizes stand in the file of `--build_config`; this one is left out of it.',
            harmless: true,
          },
      );

/** Whether a plugin is asked for. */
const isChosen = ({ settings }: ToolStep, plugin: string): boolean => isOn(settings.find(plugin));

const splitOf = (checkpoint: EngineChain['checkpoint']): number =>
  checkpoint
    ? (traced(checkpoint.settings, limit, 'tp-size')?.value ?? 1) *
      (traced(checkpoint.settings, limit, 'pp-size')?.value ?? 1)
    : 1;
