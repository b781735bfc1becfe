import { chainRules } from './chain-rules.ts';
import { deploymentRules } from './deployment-rules.ts';
import { engineRules } from './engine-rules.ts';
import type { Rule } from './rule.ts';
import { decoupledOverHttp } from './rules/backend/decoupled-over-http.ts';
import { engineCache } from './rules/backend/engine-cache.ts';
import { environmentMissing } from './rules/backend/environment-missing.ts';
import { gpuKindWithoutGpu } from './rules/backend/gpu-kind-without-gpu.ts';
import { gpuNotThere } from './rules/backend/gpu-not-there.ts';
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
import { vllmKind } from './rules/backend/vllm-kind.ts';
import { vllmMemoryShare } from './rules/backend/vllm-memory-share.ts';
import { batchOverEngine } from './rules/batching/batch-over-engine.ts';
import { blsOneAtATime } from './rules/batching/bls-one-at-a-time.ts';
import { delayBeforeInFlight } from './rules/batching/delay-before-in-flight.ts';
import { pagedContextMissing } from './rules/batching/paged-context-missing.ts';
import { severalEngineInstances } from './rules/batching/several-engine-instances.ts';
import { weightStreamingMissing } from './rules/batching/weight-streaming-missing.ts';
import { circularEnsemble } from './rules/ensemble/circular-ensemble.ts';
import { decoupledBranches } from './rules/ensemble/decoupled-branches.ts';
import { ensembleDecoupledIgnored } from './rules/ensemble/ensemble-decoupled-ignored.ts';
import { ensembleNotCached } from './rules/ensemble/ensemble-not-cached.ts';
import { modelInputUnmapped } from './rules/ensemble/model-input-unmapped.ts';
import { noVersionFolder } from './rules/ensemble/no-version-folder.ts';
import { notForEnsembles } from './rules/ensemble/not-for-ensembles.ts';
import { stepBatchSize } from './rules/ensemble/step-batch-size.ts';
import { stepIncomplete } from './rules/ensemble/step-incomplete.ts';
import { stepModelMissing } from './rules/ensemble/step-model-missing.ts';
import { stepNamespace } from './rules/ensemble/step-namespace.ts';
import { stepVersionMissing } from './rules/ensemble/step-version-missing.ts';
import { stepVersionUnset } from './rules/ensemble/step-version-unset.ts';
import { tensorShapeMismatch } from './rules/ensemble/tensor-shape-mismatch.ts';
import { tensorTypeMismatch } from './rules/ensemble/tensor-type-mismatch.ts';
import { tensorUnconnected } from './rules/ensemble/tensor-unconnected.ts';
import { tensorWrittenTwice } from './rules/ensemble/tensor-written-twice.ts';
import { unknownTensor } from './rules/ensemble/unknown-tensor.ts';
import { internalFault } from './rules/lint/internal-fault.ts';
import { unusedSuppression } from './rules/lint/unused-suppression.ts';
import { doesNotFit } from './rules/memory/does-not-fit.ts';
import { enginesShareGpu } from './rules/memory/engines-share-gpu.ts';
import { fractionNearOne } from './rules/memory/fraction-near-one.ts';
import { graphsBelowBatch } from './rules/memory/graphs-below-batch.ts';
import { longestRequest } from './rules/memory/longest-request.ts';
import { serversShareGpu } from './rules/memory/servers-share-gpu.ts';
import { unsupportedPrecision } from './rules/precision/unsupported-precision.ts';
import { duplicateMapKey } from './rules/schema/duplicate-map-key.ts';
import { fieldNewerThanTriton } from './rules/schema/field-newer-than-triton.ts';
import { givenTwice } from './rules/schema/given-twice.ts';
import { mapEntryWithoutKey } from './rules/schema/map-entry-without-key.ts';
import { octalNumber } from './rules/schema/octal-number.ts';
import { unknownEnumValue } from './rules/schema/unknown-enum-value.ts';
import { unknownField } from './rules/schema/unknown-field.ts';
import { wrongType } from './rules/schema/wrong-type.ts';
import { abbreviatedFlag } from './rules/tensorrt-llm/abbreviated-flag.ts';
import { beamWidthOverEngine } from './rules/tensorrt-llm/beam-width-over-engine.ts';
import { blsBatchOverEngine } from './rules/tensorrt-llm/bls-batch-over-engine.ts';
import { checkpointMissing } from './rules/tensorrt-llm/checkpoint-missing.ts';
import { crossShareMissing } from './rules/tensorrt-llm/cross-share-missing.ts';
import { decoupledDiffers } from './rules/tensorrt-llm/decoupled-differs.ts';
import { enginePathMissing } from './rules/tensorrt-llm/engine-path-missing.ts';
import { fillMalformed } from './rules/tensorrt-llm/fill-malformed.ts';
import { fillNameUnknown } from './rules/tensorrt-llm/fill-name-unknown.ts';
import { flagNeedsValue } from './rules/tensorrt-llm/flag-needs-value.ts';
import { fractionOutOfRange } from './rules/tensorrt-llm/fraction-out-of-range.ts';
import { invalidFlagValue } from './rules/tensorrt-llm/invalid-flag-value.ts';
import { invalidGptModelType } from './rules/tensorrt-llm/invalid-gpt-model-type.ts';
import { llmapiSettings } from './rules/tensorrt-llm/llmapi-settings.ts';
import { lookaheadIncomplete } from './rules/tensorrt-llm/lookahead-incomplete.ts';
import { parameterOfOtherRelease } from './rules/tensorrt-llm/parameter-of-other-release.ts';
import { parameterWithoutEffect } from './rules/tensorrt-llm/parameter-without-effect.ts';
import { pathNotThere } from './rules/tensorrt-llm/path-not-there.ts';
import { policyMayPause } from './rules/tensorrt-llm/policy-may-pause.ts';
import { requiredParameterMissing } from './rules/tensorrt-llm/required-parameter-missing.ts';
import { switchTakesNoValue } from './rules/tensorrt-llm/switch-takes-no-value.ts';
import { unknownFlag } from './rules/tensorrt-llm/unknown-flag.ts';
import { unknownParameter } from './rules/tensorrt-llm/unknown-parameter.ts';
import { unreadableParameter } from './rules/tensorrt-llm/unreadable-parameter.ts';
import { worldSizeDiffers } from './rules/tensorrt-llm/world-size-differs.ts';
import { syntaxError } from './rules/text-format/syntax-error.ts';
import { unfilledPlaceholder } from './rules/text-format/unfilled-placeholder.ts';
import { agentWithoutName } from './rules/triton/agent-without-name.ts';
import { allVersionsLoaded } from './rules/triton/all-versions-loaded.ts';
import { backendMisspelt } from './rules/triton/backend-misspelt.ts';
import { batchDimensionListed } from './rules/triton/batch-dimension-listed.ts';
import { batchInputType } from './rules/triton/batch-input-type.ts';
import { batchOutputTargetTwice } from './rules/triton/batch-output-target-twice.ts';
import { batchStrategyWithSequences } from './rules/triton/batch-strategy-with-sequences.ts';
import { batchTensorSource } from './rules/triton/batch-tensor-source.ts';
import { batchingDisabled } from './rules/triton/batching-disabled.ts';
import { bucketsNotAscending } from './rules/triton/buckets-not-ascending.ts';
import { configMissing } from './rules/triton/config-missing.ts';
import { controlGivenTwice } from './rules/triton/control-given-twice.ts';
import { controlValues } from './rules/triton/control-values.ts';
import { controlWithoutName } from './rules/triton/control-without-name.ts';
import { correlationIdType } from './rules/triton/correlation-id-type.ts';
import { dataFileMissing } from './rules/triton/data-file-missing.ts';
import { dataFileTooSmall } from './rules/triton/data-file-too-small.ts';
import { defaultGraphSizes } from './rules/triton/default-graph-sizes.ts';
import { deprecatedServerFlag } from './rules/triton/deprecated-server-flag.ts';
import { duplicateTensor } from './rules/triton/duplicate-tensor.ts';
import { emptyVersionPolicy } from './rules/triton/empty-version-policy.ts';
import { gpuBeyondAnyServer } from './rules/triton/gpu-beyond-any-server.ts';
import { gpusWithoutGpuKind } from './rules/triton/gpus-without-gpu-kind.ts';
import { growableMemory } from './rules/triton/growable-memory.ts';
import { imageFormatRank } from './rules/triton/image-format-rank.ts';
import { incompleteMetric } from './rules/triton/incomplete-metric.ts';
import { incompleteTensor } from './rules/triton/incomplete-tensor.ts';
import { initialStateIncomplete } from './rules/triton/initial-state-incomplete.ts';
import { initialStateMismatch } from './rules/triton/initial-state-mismatch.ts';
import { initialStateVariable } from './rules/triton/initial-state-variable.ts';
import { instanceCountBelowOne } from './rules/triton/instance-count-below-one.ts';
import { invalidDimension } from './rules/triton/invalid-dimension.ts';
import { invalidProfile } from './rules/triton/invalid-profile.ts';
import { labelFileMissing } from './rules/triton/label-file-missing.ts';
import { labelFileOutside } from './rules/triton/label-file-outside.ts';
import { metricNotCustomisable } from './rules/triton/metric-not-customisable.ts';
import { missingBackend } from './rules/triton/missing-backend.ts';
import { modelFileMisnamed } from './rules/triton/model-file-misnamed.ts';
import { nameDiffersFromFolder } from './rules/triton/name-differs-from-folder.ts';
import { negativeBatchSize } from './rules/triton/negative-batch-size.ts';
import { negativeGpu } from './rules/triton/negative-gpu.ts';
import { noVersionSelected } from './rules/triton/no-version-selected.ts';
import { nonLinearFormatRank } from './rules/triton/non-linear-format-rank.ts';
import { onlyPassiveInstances } from './rules/triton/only-passive-instances.ts';
import { onlySameShapesBatched } from './rules/triton/only-same-shapes-batched.ts';
import { platformBackendMismatch } from './rules/triton/platform-backend-mismatch.ts';
import { preferredBatchSizeOverMax } from './rules/triton/preferred-batch-size-over-max.ts';
import { preserveOrderingConflict } from './rules/triton/preserve-ordering-conflict.ts';
import { prioritiesWithoutLevels } from './rules/triton/priorities-without-levels.ts';
import { priorityOutOfRange } from './rules/triton/priority-out-of-range.ts';
import { profileWithoutTensorrt } from './rules/triton/profile-without-tensorrt.ts';
import { queueDelayUnit } from './rules/triton/queue-delay-unit.ts';
import { queuePolicyWithoutTimeout } from './rules/triton/queue-policy-without-timeout.ts';
import { raggedOfSeveralDimensions } from './rules/triton/ragged-of-several-dimensions.ts';
import { rateLimiterOff } from './rules/triton/rate-limiter-off.ts';
import { reshapeMismatch } from './rules/triton/reshape-mismatch.ts';
import { resourceBothKinds } from './rules/triton/resource-both-kinds.ts';
import { resourceOverLimit } from './rules/triton/resource-over-limit.ts';
import { responseCacheConflict } from './rules/triton/response-cache-conflict.ts';
import { responseCacheOff } from './rules/triton/response-cache-off.ts';
import { runtimeOutsideBackend } from './rules/triton/runtime-outside-backend.ts';
import { severalInitialStates } from './rules/triton/several-initial-states.ts';
import { slotDelayIgnored } from './rules/triton/slot-delay-ignored.ts';
import { slotUtilisationOutOfRange } from './rules/triton/slot-utilisation-out-of-range.ts';
import { specificVersionMissing } from './rules/triton/specific-version-missing.ts';
import { stateNameTwice } from './rules/triton/state-name-twice.ts';
import { tensorTooLarge } from './rules/triton/tensor-too-large.ts';
import { tensorrtOnlyTensor } from './rules/triton/tensorrt-only-tensor.ts';
import { tooFewCandidates } from './rules/triton/too-few-candidates.ts';
import { unknownServerFlag } from './rules/triton/unknown-server-flag.ts';
import { versionFolderIgnored } from './rules/triton/version-folder-ignored.ts';
import { warmupBatchOverMax } from './rules/triton/warmup-batch-over-max.ts';
import { warmupInputMismatch } from './rules/triton/warmup-input-mismatch.ts';
import { warmupInputMissing } from './rules/triton/warmup-input-missing.ts';
import { warmupSkipped } from './rules/triton/warmup-skipped.ts';
import { warmupVariableSize } from './rules/triton/warmup-variable-size.ts';
import { warmupWithoutData } from './rules/triton/warmup-without-data.ts';
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
  octalNumber,
  mapEntryWithoutKey,
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
  negativeBatchSize,
  versionFolderIgnored,
  noVersionSelected,
  specificVersionMissing,
  emptyVersionPolicy,
  labelFileOutside,
  labelFileMissing,
  runtimeOutsideBackend,
  backendMisspelt,
  prioritiesWithoutLevels,
  queuePolicyWithoutTimeout,
  controlWithoutName,
  controlGivenTwice,
  controlValues,
  correlationIdType,
  slotUtilisationOutOfRange,
  metricNotCustomisable,
  bucketsNotAscending,
  tensorTooLarge,
  tensorrtOnlyTensor,
  nonLinearFormatRank,
  batchInputType,
  batchOutputTargetTwice,
  gpuBeyondAnyServer,
  profileWithoutTensorrt,
  invalidProfile,
  onlyPassiveInstances,
  resourceBothKinds,
  resourceOverLimit,
  rateLimiterOff,
  instanceCountBelowOne,
  warmupSkipped,
  warmupVariableSize,
  warmupWithoutData,
  dataFileMissing,
  warmupInputMismatch,
  warmupInputMissing,
  initialStateIncomplete,
  initialStateMismatch,
  initialStateVariable,
  severalInitialStates,
  stateNameTwice,
  growableMemory,
  batchStrategyWithSequences,
  agentWithoutName,
  tooFewCandidates,
  slotDelayIgnored,
  warmupBatchOverMax,
  responseCacheOff,
  configMissing,
  modelFileMisnamed,
  dataFileTooSmall,
  deprecatedServerFlag,
  raggedOfSeveralDimensions,
  onlySameShapesBatched,
  batchDimensionListed,
  defaultGraphSizes,
  allVersionsLoaded,
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
  tensorShapeMismatch,
  stepVersionMissing,
  stepNamespace,
  ensembleDecoupledIgnored,
  ensembleNotCached,
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
  fillNameUnknown,
  fillMalformed,
  enginePathMissing,
  lookaheadIncomplete,
  parameterWithoutEffect,
  decoupledDiffers,
  beamWidthOverEngine,
  worldSizeDiffers,
  pathNotThere,
  blsBatchOverEngine,
  llmapiSettings,
  crossShareMissing,
  policyMayPause,
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
  gpuNotThere,
  gpuKindWithoutGpu,
  vllmKind,
  vllmMemoryShare,
  decoupledOverHttp,
  unsupportedPrecision,
  doesNotFit,
  longestRequest,
  enginesShareGpu,
  serversShareGpu,
  graphsBelowBatch,
  fractionNearOne,
  batchOverEngine,
  pagedContextMissing,
  severalEngineInstances,
  blsOneAtATime,
  delayBeforeInFlight,
  weightStreamingMissing,
  ...engineRules,
  ...deploymentRules,
  ...chainRules,
  unusedSuppression,
  internalFault,
];

const byCode = new Map(rules.flatMap((rule) => [[rule.code, rule] as const, [rule.name, rule] as const]));

/** A rule by its code, in any case, or by its name. */
export const ruleByCode = (code: string): Rule | undefined =>
  byCode.get(code.toUpperCase()) ?? byCode.get(code);
