import { baseName } from '../../workspace/path.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import { CommandFlags } from '../command-flags.ts';
import type { Deployment, NumberFormat, WeightFormat } from '../deployment.ts';
import { known } from '../known.ts';
import { modelFrom } from '../model-name.ts';
import { type DeploymentParts, mergeParts } from '../parts.ts';
import type { LocatedCommand } from '../project.ts';
import { toolOf } from '../tools.ts';
import { derived, type Traced } from '../traced.ts';

/** Switches of trtllm-build and its relatives that take no value (facts: trtllm/constraints.md A2). */
const bare = new Set([
  'gather-context-logits',
  'gather-generation-logits',
  'gather-all-token-logits',
  'strip-plan',
  'weight-sparsity',
  'weight-streaming',
  'fast-build',
  'enable-debug-output',
  'dry-run',
  'monitor-memory',
  'use-weight-only',
  'int8-kv-cache',
  'smoothquant-only',
  // The switches of build.py (0.5 to 0.7.1).
  'use-inflight-batching',
  'paged-kv-cache',
  'remove-input-padding',
  'enable-context-fmha',
  'enable-fp8',
  'fp8-kv-cache',
  'use-smooth-quant',
  'per-group',
  'per-token',
  'per-channel',
  'parallel-build',
  'use-parallel-embedding',
  'strongly-typed',
]);

export const isTrtllmBuild = (found: LocatedCommand): boolean => programName(found) === 'trtllm-build';
/** `trtllm-build`, and the `build.py` of one model that did all in one step before it. */
export const isEngineBuild = (found: LocatedCommand): boolean => isTrtllmBuild(found) || isLegacyBuild(found);
const isLegacyBuild = (found: LocatedCommand): boolean => toolOf(found.command)?.tool === 'build.py';
export const isCheckpointTool = (found: LocatedCommand): boolean =>
  /^(convert_checkpoint|quantize)\.py$/.test(programName(found));

export function programName(found: LocatedCommand): string {
  return baseName(found.command.program.value ?? found.command.program.raw);
}

/**
 * What an engine build says of the engine: limits from `trtllm-build`, precision and mapping from the checkpoint tool;
 * `build.py` says both.
 */
export function readEngineBuild(
  build: LocatedCommand,
  checkpoint: LocatedCommand | undefined,
  files: readonly SourceFile[],
): DeploymentParts {
  const flags = new CommandFlags(build.command, build.file.path, bare);
  const isLegacy = isLegacyBuild(build);
  const limits: DeploymentParts = {
    limits: {
      ...known('maxBatchSize', flags.number('--max_batch_size')),
      ...known('maxNumTokens', flags.number('--max_num_tokens')),
      ...known('maxSeqLen', flags.number('--max_seq_len', '--max_decoder_seq_len') ?? bothLengths(flags)),
      ...known('maxInputLen', flags.number('--max_input_len')),
      ...known('maxBeamWidth', flags.number('--max_beam_width')),
    },
    kvCache: { ...known('blockTokens', flags.number('--tokens_per_block')) },
    undetermined: [
      ...unread(flags, {
        'limits.maxBatchSize': '--max_batch_size',
        'limits.maxNumTokens': '--max_num_tokens',
        'limits.maxSeqLen': '--max_seq_len',
        'limits.maxInputLen': '--max_input_len',
        'limits.maxBeamWidth': '--max_beam_width',
        'kvCache.blockTokens': '--tokens_per_block',
      }),
      ...(flags.has('--max_output_len') && !bothLengths(flags) ? ['limits.maxSeqLen'] : []),
    ],
  };
  const source = isLegacy ? build : checkpoint;
  return source ? mergeParts(limits, readCheckpoint(source, files)) : limits;
}

/** The leaves whose flag is given with a value that is no number here, such as a variable. */
const unread = (flags: CommandFlags, leaves: Readonly<Record<string, string>>): string[] =>
  Object.entries(leaves).flatMap(([leaf, flag]) =>
    flags.has(flag) && flags.number(flag) === undefined ? [leaf] : [],
  );

/** Releases up to 0.11 limit input and output apart; a sequence holds both. */
function bothLengths(flags: CommandFlags): Traced<number> | undefined {
  const output = flags.number('--max_output_len');
  const input = flags.number('--max_input_len');
  return input && output && { value: input.value + output.value, origin: output.origin };
}

/** `convert_checkpoint.py`, `quantize.py` and `build.py`: the model, how its weights are stored and how it is split. */
function readCheckpoint(found: LocatedCommand, files: readonly SourceFile[]): DeploymentParts {
  const flags = new CommandFlags(found.command, found.file.path, bare);
  const precision = programName(found) === 'quantize.py' ? quantizePrecision(flags) : convertPrecision(flags);
  return {
    model: modelFrom(flags.text('--model_dir', '--ft_model_dir', '--model'), files),
    precision,
    parallelism: {
      ...known('tensor', flags.number('--tp_size')),
      ...known('pipeline', flags.number('--pp_size')),
    },
    undetermined: unread(flags, { 'parallelism.tensor': '--tp_size', 'parallelism.pipeline': '--pp_size' }),
  };
}

const numberFormats: Readonly<Record<string, NumberFormat>> = {
  float32: 'fp32',
  float16: 'fp16',
  bfloat16: 'bf16',
  fp32: 'fp32',
  fp16: 'fp16',
  bf16: 'bf16',
  half: 'fp16',
  fp8: 'fp8',
  int8: 'int8',
  nvfp4: 'nvfp4',
};

/** `--qformat` of examples/quantization/quantize.py. */
const qformats: Readonly<Record<string, WeightFormat>> = {
  fp8: 'fp8',
  int8_sq: 'int8-sq',
  int4_awq: 'int4-awq',
  w4a8_awq: 'w4a8-awq',
  int8_wo: 'int8-wo',
  nvfp4: 'nvfp4',
  fp16: 'fp16',
  bf16: 'bf16',
  full_prec: 'fp16',
};

function quantizePrecision(flags: CommandFlags): Deployment['precision'] {
  const format = flags.text('--qformat');
  const dtype = mapped(flags.text('--dtype'), numberFormats);
  const weights = mapped(format, qformats) ?? dtype;
  return {
    ...known('weights', weights as Traced<WeightFormat> | undefined),
    ...known('activations', activationsOf(weights as Traced<WeightFormat> | undefined, dtype)),
    ...known('kvCache', mapped(flags.text('--kv_cache_dtype'), numberFormats) ?? dtype),
  };
}

/** `--weight_only_precision` of convert_checkpoint.py: without AWQ or GPTQ weights are rounded to the nearest. */
const weightOnlyFormats: Readonly<Record<string, WeightFormat>> = {
  int8: 'int8-wo',
  int4: 'int4-wo',
  int8_gptq: 'int8-wo',
  int4_gptq: 'int4-gptq',
  int4_awq: 'int4-awq',
};

function convertPrecision(flags: CommandFlags): Deployment['precision'] {
  const dtype = mapped(flags.text('--dtype'), numberFormats);
  const weightOnly = flags.switch('--use_weight_only');
  const weightOnlyFormat = flags.text('--weight_only_precision');
  const smooth = flags.text('--smoothquant', '-sq') ?? flags.switch('--use_smooth_quant');
  const fp8 = flags.switch('--use_fp8', '--use_fp8_rowwise', '--enable_fp8');
  const weights: Traced<WeightFormat> | undefined = fp8?.value
    ? { value: 'fp8', origin: fp8.origin }
    : smooth
      ? { value: 'int8-sq', origin: smooth.origin }
      : weightOnly?.value
        ? weightOnlyFormat
          ? mapped(weightOnlyFormat, weightOnlyFormats)
          : { value: 'int8-wo', origin: weightOnly.origin }
        : (dtype as Traced<WeightFormat> | undefined);
  const int8Kv = flags.switch('--int8_kv_cache');
  const fp8Kv = flags.switch('--fp8_kv_cache');
  // Without a switch of its own the KV cache is kept in the model's dtype.
  const kvCache: Traced<NumberFormat> | undefined = int8Kv?.value
    ? { value: 'int8', origin: int8Kv.origin }
    : fp8Kv?.value
      ? { value: 'fp8', origin: fp8Kv.origin }
      : dtype;
  return {
    ...known('weights', weights),
    ...known('activations', activationsOf(weights, dtype)),
    ...known('kvCache', kvCache),
  };
}

/** Weight-only formats compute in the model's dtype; the others in their own. */
function activationsOf(
  weights: Traced<WeightFormat> | undefined,
  dtype: Traced<NumberFormat> | undefined,
): Traced<NumberFormat> | undefined {
  switch (weights?.value) {
    case 'fp8':
    case 'nvfp4':
      return { value: weights.value, origin: weights.origin };
    case 'int8-sq':
      return { value: 'int8', origin: weights.origin };
    case 'w4a8-awq':
      return derived('fp8', 'W4A8 computes in FP8');
    default:
      return dtype;
  }
}

function mapped<T extends string>(
  text: Traced<string> | undefined,
  table: Readonly<Record<string, T>>,
): Traced<T> | undefined {
  const value = text && table[text.value.toLowerCase()];
  return text && value ? { value, origin: text.origin } : undefined;
}
