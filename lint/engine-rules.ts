import type { Rule } from './rule.ts';
import { expertsNotDivisible } from './rules/model/experts-not-divisible.ts';
import { fp16Unsafe } from './rules/model/fp16-unsafe.ts';
import { gpusIdle } from './rules/model/gpus-idle.ts';
import { gpusNotEnough } from './rules/model/gpus-not-enough.ts';
import { groupSplit } from './rules/model/group-split.ts';
import { halfOnly } from './rules/model/half-only.ts';
import { headsNotDivisible } from './rules/model/heads-not-divisible.ts';
import { hiddenNotDivisible } from './rules/model/hidden-not-divisible.ts';
import { intermediateNotDivisible } from './rules/model/intermediate-not-divisible.ts';
import { kvHeadsNotDivisible } from './rules/model/kv-heads-not-divisible.ts';
import { layersOverStages } from './rules/model/layers-over-stages.ts';
import { longerThanPositions } from './rules/model/longer-than-positions.ts';
import { quantizationDiffers } from './rules/model/quantization-differs.ts';
import { invalidNimValue } from './rules/nim/invalid-value.ts';
import { nimKeyInFile } from './rules/nim/key-in-file.ts';
import { nimKeyMissing } from './rules/nim/key-missing.ts';
import { nimLongerThanModel } from './rules/nim/longer-than-model.ts';
import { nimProfileGpus } from './rules/nim/profile-gpus.ts';
import { nimSharedMemory } from './rules/nim/shared-memory.ts';
import { unknownNimVariable } from './rules/nim/unknown-variable.ts';
import { nimWithoutEffect } from './rules/nim/without-effect.ts';
import { axisOfNoTensor } from './rules/onnx/axis-of-no-tensor.ts';
import { deprecatedExportArgument } from './rules/onnx/deprecated-argument.ts';
import { fixedBatch } from './rules/onnx/fixed-batch.ts';
import { onnxModelType } from './rules/onnx/model-type.ts';
import { onnxOpset } from './rules/onnx/opset.ts';
import { onnxOptimizerOptions } from './rules/onnx/optimizer-options.ts';
import { onnxOptimizerSizes } from './rules/onnx/optimizer-sizes.ts';
import { onnxProviders } from './rules/onnx/providers.ts';
import { contextAttentionKernels } from './rules/precision/context-attention-kernels.ts';
import { fp8BlockScales } from './rules/precision/fp8-block-scales.ts';
import { sglangFp8 } from './rules/precision/sglang-fp8.ts';
import { sglangQuantizationRule } from './rules/precision/sglang-quantization.ts';
import { vllmAttentionBackendRule } from './rules/precision/vllm-attention-backend.ts';
import { vllmQuantizationRule } from './rules/precision/vllm-quantization.ts';
import { weightOnlyFallback } from './rules/precision/weight-only-fallback.ts';
import { samplingRange } from './rules/python/sampling-range.ts';
import { unknownArgument } from './rules/python/unknown-argument.ts';
import { sglangBackend } from './rules/sglang/backend-unsupported.ts';
import { invalidSglangFlagValue } from './rules/sglang/invalid-flag-value.ts';
import { sglangNumberOutOfRange } from './rules/sglang/number-out-of-range.ts';
import { sglangOptionNeedsAnother } from './rules/sglang/option-needs-another.ts';
import { sglangOptionsExclude } from './rules/sglang/options-exclude-each-other.ts';
import { sglangSizes } from './rules/sglang/sizes-do-not-fit.ts';
import { unknownSglangFlag } from './rules/sglang/unknown-flag.ts';
import { tgiChangedByAnother } from './rules/tgi/changed-by-another.ts';
import { invalidTgiValue } from './rules/tgi/invalid-value.ts';
import { tgiKvCacheAttention } from './rules/tgi/kv-cache-attention.ts';
import { tgiLimits } from './rules/tgi/limits-contradict.ts';
import { tgiOptionsContradict } from './rules/tgi/options-contradict.ts';
import { unknownTgiFlag } from './rules/tgi/unknown-flag.ts';
import { vllmConfigKeyUnknown } from './rules/vllm/config-key-unknown.ts';
import { vllmConfigValue } from './rules/vllm/config-value.ts';
import { vllmContextParallel } from './rules/vllm/context-parallel.ts';
import { deprecatedVllmOption } from './rules/vllm/deprecated-option.ts';
import { vllmDrafterUnsupported } from './rules/vllm/drafter-unsupported.ts';
import { optionGivenTwice } from './rules/vllm/given-twice.ts';
import { vllmKvCacheUnsupported } from './rules/vllm/kv-cache-unsupported.ts';
import { kvTransferConfig } from './rules/vllm/kv-transfer-config.ts';
import { vllmLimitsContradict } from './rules/vllm/limits-contradict.ts';
import { vllmLoadFormat } from './rules/vllm/load-format.ts';
import { vllmLoraRank } from './rules/vllm/lora-rank.ts';
import { vllmMethodUnknown } from './rules/vllm/method-unknown.ts';
import { vllmNumberOutOfRange } from './rules/vllm/number-out-of-range.ts';
import { vllmOptionNeedsAnother } from './rules/vllm/option-needs-another.ts';
import { vllmOptionsExclude } from './rules/vllm/options-exclude-each-other.ts';
import { vllmParallelSizes } from './rules/vllm/parallel-sizes.ts';
import { speculativeConfig } from './rules/vllm/speculative-config.ts';
import { vllmSwapSpace } from './rules/vllm/swap-space.ts';
import { vllmTextOnlyModel } from './rules/vllm/text-only-model.ts';
import { tokensBelowSequence } from './rules/vllm/tokens-below-sequence.ts';
import { vllmV1Refuses } from './rules/vllm/v1-refuses.ts';
import { vllmWithoutEffect } from './rules/vllm/without-effect.ts';

/** The rules about how engines are started and built, by area and number; part of the registry. */
export const engineRules: readonly Rule[] = [
  headsNotDivisible,
  kvHeadsNotDivisible,
  layersOverStages,
  expertsNotDivisible,
  longerThanPositions,
  quantizationDiffers,
  halfOnly,
  fp16Unsafe,
  groupSplit,
  gpusNotEnough,
  gpusIdle,
  intermediateNotDivisible,
  vllmNumberOutOfRange,
  vllmOptionNeedsAnother,
  vllmOptionsExclude,
  tokensBelowSequence,
  vllmLimitsContradict,
  vllmParallelSizes,
  speculativeConfig,
  kvTransferConfig,
  deprecatedVllmOption,
  unknownSglangFlag,
  invalidSglangFlagValue,
  sglangNumberOutOfRange,
  sglangOptionNeedsAnother,
  sglangOptionsExclude,
  sglangSizes,
  sglangBackend,
  unknownTgiFlag,
  invalidTgiValue,
  tgiLimits,
  tgiOptionsContradict,
  tgiKvCacheAttention,
  tgiChangedByAnother,
  unknownNimVariable,
  invalidNimValue,
  nimWithoutEffect,
  nimKeyInFile,
  nimProfileGpus,
  nimLongerThanModel,
  nimKeyMissing,
  nimSharedMemory,
  weightOnlyFallback,
  sglangFp8,
  contextAttentionKernels,
  fp8BlockScales,
  onnxOpset,
  fixedBatch,
  onnxModelType,
  onnxOptimizerOptions,
  onnxProviders,
  deprecatedExportArgument,
  axisOfNoTensor,
  onnxOptimizerSizes,
  unknownArgument,
  samplingRange,
  optionGivenTwice,
  vllmConfigKeyUnknown,
  vllmConfigValue,
  vllmContextParallel,
  vllmSwapSpace,
  vllmWithoutEffect,
  vllmLoraRank,
  vllmKvCacheUnsupported,
  vllmLoadFormat,
  vllmMethodUnknown,
  vllmQuantizationRule,
  vllmAttentionBackendRule,
  sglangQuantizationRule,
  vllmV1Refuses,
  vllmTextOnlyModel,
  vllmDrafterUnsupported,
  hiddenNotDivisible,
];
