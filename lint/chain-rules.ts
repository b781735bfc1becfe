import type { Rule } from './rule.ts';
import { beamsOverWindow } from './rules/chain/beams-over-window.ts';
import { benchBuildOptions } from './rules/chain/bench-build-options.ts';
import { buildOptionsContradict } from './rules/chain/build-options-contradict.ts';
import { buildSizes } from './rules/chain/build-sizes.ts';
import { checkpointDiffers } from './rules/chain/checkpoint-differs.ts';
import { checkpointOptions } from './rules/chain/checkpoint-options.ts';
import { continuationBroken } from './rules/chain/continuation-broken.ts';
import { disaggregatedConfig } from './rules/chain/disaggregated-config.ts';
import { encoderLengthsDiffer } from './rules/chain/encoder-lengths-differ.ts';
import { engineBackendUnset } from './rules/chain/engine-backend-unset.ts';
import { engineOfOtherRelease } from './rules/chain/engine-of-other-release.ts';
import { fp8ContextAttention } from './rules/chain/fp8-context-attention.ts';
import { kvTokensBelowSequence } from './rules/chain/kv-tokens-below-sequence.ts';
import { legacyNeedsContextFmha } from './rules/chain/legacy-needs-context-fmha.ts';
import { llmArgsContradict } from './rules/chain/llm-args-contradict.ts';
import { llmArgsOutOfRange } from './rules/chain/llm-args-out-of-range.ts';
import { llmArgsRenamed } from './rules/chain/llm-args-renamed.ts';
import { llmArgsUnknown } from './rules/chain/llm-args-unknown.ts';
import { mlaNeedsPackedPaged } from './rules/chain/mla-needs-packed-paged.ts';
import { notInFlight } from './rules/chain/not-in-flight.ts';
import { optionOfOtherArchitecture } from './rules/chain/option-of-other-architecture.ts';
import { pagedContextKvType } from './rules/chain/paged-context-kv-type.ts';
import { pluginFormat } from './rules/chain/plugin-format.ts';
import { promptOverBudget } from './rules/chain/prompt-over-budget.ts';
import { ranksDiffer } from './rules/chain/ranks-differ.ts';
import { runtimeOverEngine } from './rules/chain/runtime-over-engine.ts';
import { slurmGpus } from './rules/chain/slurm-gpus.ts';
import { slurmLines } from './rules/chain/slurm-lines.ts';
import { speculativeLimits } from './rules/chain/speculative-limits.ts';
import { splitDiffers } from './rules/chain/split-differs.ts';
import { toolRemoved } from './rules/chain/tool-removed.ts';
import { defaultSizes } from './rules/memory/default-sizes.ts';
import { staticCache } from './rules/memory/static-cache.ts';
import { staticBatching } from './rules/tensorrt-llm/static-batching.ts';

/** The rules about what TensorRT-LLM's tools hand on to each other, from the checkpoint to the server, by number; part of the registry. */
export const chainRules: readonly Rule[] = [
  pagedContextKvType,
  fp8ContextAttention,
  buildOptionsContradict,
  notInFlight,
  buildSizes,
  checkpointDiffers,
  ranksDiffer,
  pluginFormat,
  checkpointOptions,
  promptOverBudget,
  kvTokensBelowSequence,
  engineBackendUnset,
  toolRemoved,
  engineOfOtherRelease,
  continuationBroken,
  legacyNeedsContextFmha,
  runtimeOverEngine,
  llmArgsRenamed,
  encoderLengthsDiffer,
  speculativeLimits,
  mlaNeedsPackedPaged,
  optionOfOtherArchitecture,
  beamsOverWindow,
  llmArgsContradict,
  llmArgsOutOfRange,
  splitDiffers,
  disaggregatedConfig,
  llmArgsUnknown,
  slurmLines,
  slurmGpus,
  benchBuildOptions,
  staticBatching,
  staticCache,
  defaultSizes,
];
