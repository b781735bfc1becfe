import type { Rule } from './rule.ts';
import { engineCache } from './rules/backend/engine-cache.ts';
import { environmentMissing } from './rules/backend/environment-missing.ts';
import { ignoredOptimization } from './rules/backend/ignored-optimization.ts';
import { ignoredBackendParameter } from './rules/backend/ignored-parameter.ts';
import { modelDirectory } from './rules/backend/model-directory.ts';
import { multiDevice } from './rules/backend/multi-device.ts';
import { newerBackendParameter } from './rules/backend/newer-parameter.ts';
import { optionalInput } from './rules/backend/optional-input.ts';
import { pytorchInterface } from './rules/backend/pytorch-interface.ts';
import { refusedBackendParameter } from './rules/backend/refused-parameter.ts';
import { threadOversubscription } from './rules/backend/thread-oversubscription.ts';
import { unknownAccelerator } from './rules/backend/unknown-accelerator.ts';
import { unknownBackendParameter } from './rules/backend/unknown-parameter.ts';
import { vllmBatching } from './rules/backend/vllm-batching.ts';
import { vllmDecoupled } from './rules/backend/vllm-decoupled.ts';
import { batchOverEngine } from './rules/batching/batch-over-engine.ts';
import { pagedContextMissing } from './rules/batching/paged-context-missing.ts';
import { severalEngineInstances } from './rules/batching/several-engine-instances.ts';
import { circularEnsemble } from './rules/ensemble/circular-ensemble.ts';
import { decoupledBranches } from './rules/ensemble/decoupled-branches.ts';
import { modelInputUnmapped } from './rules/ensemble/model-input-unmapped.ts';
import { noVersionFolder } from './rules/ensemble/no-version-folder.ts';
import { notForEnsembles } from './rules/ensemble/not-for-ensembles.ts';
import { stepBatchSize } from './rules/ensemble/step-batch-size.ts';
import { stepIncomplete } from './rules/ensemble/step-incomplete.ts';
import { stepModelMissing } from './rules/ensemble/step-model-missing.ts';
import { stepVersionUnset } from './rules/ensemble/step-version-unset.ts';
import { tensorTypeMismatch } from './rules/ensemble/tensor-type-mismatch.ts';
import { tensorUnconnected } from './rules/ensemble/tensor-unconnected.ts';
import { tensorWrittenTwice } from './rules/ensemble/tensor-written-twice.ts';
import { unknownTensor } from './rules/ensemble/unknown-tensor.ts';
import { gpuUtilisationScaling } from './rules/kubernetes/gpu-utilisation-scaling.ts';
import { metricNotExported } from './rules/kubernetes/metric-not-exported.ts';
import { removedAutoscalingApi } from './rules/kubernetes/removed-autoscaling-api.ts';
import { internalFault } from './rules/lint/internal-fault.ts';
import { unusedSuppression } from './rules/lint/unused-suppression.ts';
import { doesNotFit } from './rules/memory/does-not-fit.ts';
import { longestRequest } from './rules/memory/longest-request.ts';
import { unsupportedPrecision } from './rules/precision/unsupported-precision.ts';
import { duplicateMapKey } from './rules/schema/duplicate-map-key.ts';
import { fieldNewerThanTriton } from './rules/schema/field-newer-than-triton.ts';
import { givenTwice } from './rules/schema/given-twice.ts';
import { unknownEnumValue } from './rules/schema/unknown-enum-value.ts';
import { unknownField } from './rules/schema/unknown-field.ts';
import { wrongType } from './rules/schema/wrong-type.ts';
import { abbreviatedFlag } from './rules/tensorrt-llm/abbreviated-flag.ts';
import { checkpointMissing } from './rules/tensorrt-llm/checkpoint-missing.ts';
import { flagNeedsValue } from './rules/tensorrt-llm/flag-needs-value.ts';
import { fractionOutOfRange } from './rules/tensorrt-llm/fraction-out-of-range.ts';
import { invalidFlagValue } from './rules/tensorrt-llm/invalid-flag-value.ts';
import { invalidGptModelType } from './rules/tensorrt-llm/invalid-gpt-model-type.ts';
import { parameterOfOtherRelease } from './rules/tensorrt-llm/parameter-of-other-release.ts';
import { requiredParameterMissing } from './rules/tensorrt-llm/required-parameter-missing.ts';
import { switchTakesNoValue } from './rules/tensorrt-llm/switch-takes-no-value.ts';
import { unknownFlag } from './rules/tensorrt-llm/unknown-flag.ts';
import { unknownParameter } from './rules/tensorrt-llm/unknown-parameter.ts';
import { unreadableParameter } from './rules/tensorrt-llm/unreadable-parameter.ts';
import { syntaxError } from './rules/text-format/syntax-error.ts';
import { unfilledPlaceholder } from './rules/text-format/unfilled-placeholder.ts';
import { batchTensorSource } from './rules/triton/batch-tensor-source.ts';
import { batchingDisabled } from './rules/triton/batching-disabled.ts';
import { duplicateTensor } from './rules/triton/duplicate-tensor.ts';
import { gpusWithoutGpuKind } from './rules/triton/gpus-without-gpu-kind.ts';
import { imageFormatRank } from './rules/triton/image-format-rank.ts';
import { incompleteMetric } from './rules/triton/incomplete-metric.ts';
import { incompleteTensor } from './rules/triton/incomplete-tensor.ts';
import { invalidDimension } from './rules/triton/invalid-dimension.ts';
import { missingBackend } from './rules/triton/missing-backend.ts';
import { nameDiffersFromFolder } from './rules/triton/name-differs-from-folder.ts';
import { negativeGpu } from './rules/triton/negative-gpu.ts';
import { platformBackendMismatch } from './rules/triton/platform-backend-mismatch.ts';
import { preferredBatchSizeOverMax } from './rules/triton/preferred-batch-size-over-max.ts';
import { preserveOrderingConflict } from './rules/triton/preserve-ordering-conflict.ts';
import { priorityOutOfRange } from './rules/triton/priority-out-of-range.ts';
import { queueDelayUnit } from './rules/triton/queue-delay-unit.ts';
import { reshapeMismatch } from './rules/triton/reshape-mismatch.ts';
import { responseCacheConflict } from './rules/triton/response-cache-conflict.ts';
import { unknownServerFlag } from './rules/triton/unknown-server-flag.ts';
import { invalidVllmFlagValue } from './rules/vllm/invalid-flag-value.ts';
import { unknownVllmFlag } from './rules/vllm/unknown-flag.ts';

/** Every rule, by area and number. A code is never used again. */
export const rules: readonly Rule[] = [
  syntaxError,
  unfilledPlaceholder,
  unknownField,
  wrongType,
  unknownEnumValue,
  givenTwice,
  duplicateMapKey,
  fieldNewerThanTriton,
  nameDiffersFromFolder,
  missingBackend,
  platformBackendMismatch,
  preferredBatchSizeOverMax,
  batchingDisabled,
  imageFormatRank,
  queueDelayUnit,
  gpusWithoutGpuKind,
  negativeGpu,
  duplicateTensor,
  invalidDimension,
  incompleteTensor,
  reshapeMismatch,
  priorityOutOfRange,
  preserveOrderingConflict,
  responseCacheConflict,
  incompleteMetric,
  batchTensorSource,
  unknownServerFlag,
  stepModelMissing,
  unknownTensor,
  tensorTypeMismatch,
  modelInputUnmapped,
  stepIncomplete,
  notForEnsembles,
  tensorUnconnected,
  tensorWrittenTwice,
  stepBatchSize,
  stepVersionUnset,
  noVersionFolder,
  circularEnsemble,
  decoupledBranches,
  unknownFlag,
  abbreviatedFlag,
  flagNeedsValue,
  switchTakesNoValue,
  invalidFlagValue,
  checkpointMissing,
  unknownParameter,
  invalidGptModelType,
  unreadableParameter,
  fractionOutOfRange,
  parameterOfOtherRelease,
  requiredParameterMissing,
  unknownVllmFlag,
  invalidVllmFlagValue,
  unknownBackendParameter,
  refusedBackendParameter,
  ignoredBackendParameter,
  newerBackendParameter,
  unknownAccelerator,
  ignoredOptimization,
  optionalInput,
  vllmDecoupled,
  vllmBatching,
  pytorchInterface,
  multiDevice,
  modelDirectory,
  environmentMissing,
  engineCache,
  threadOversubscription,
  unsupportedPrecision,
  doesNotFit,
  longestRequest,
  batchOverEngine,
  pagedContextMissing,
  severalEngineInstances,
  metricNotExported,
  gpuUtilisationScaling,
  removedAutoscalingApi,
  unusedSuppression,
  internalFault,
];

const byCode = new Map(rules.flatMap((rule) => [[rule.code, rule] as const, [rule.name, rule] as const]));

/** A rule by its code, in any case, or by its name. */
export const ruleByCode = (code: string): Rule | undefined =>
  byCode.get(code.toUpperCase()) ?? byCode.get(code);
