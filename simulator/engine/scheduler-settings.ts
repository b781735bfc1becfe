import { untilVersion } from '../../catalog/memory.ts';
import { schedulingFacts } from '../../catalog/scheduling.ts';
import { stepsAtOnce } from '../batching/limits.ts';
import type { SglangSettings } from '../batching/sglang.ts';
import type { TgiSettings } from '../batching/tgi.ts';
import type { VllmV0Settings } from '../batching/vllm-v0.ts';
import type { VllmV1Settings } from '../batching/vllm-v1.ts';
import { isV1 } from '../memory/engine-kind.ts';
import type { EngineSpec } from '../spec.ts';

/** What the deployment says, and where it says nothing its release's default, with its source in the catalogue. */
export function vllmV0Settings(spec: EngineSpec): VllmV0Settings {
  const { batching, engineVersion } = spec;
  const facts = schedulingFacts.vllm;
  const longTokens = batching.vllm?.longPrefillTokens ?? facts.longPrefillTokens.value;
  return {
    watermark: facts.v0Watermark.value,
    delayFactor: batching.vllm?.delayFactor ?? facts.delayFactor.value,
    stepsAtOnce: stepsAtOnce(spec),
    partialPrefills: {
      most: Math.max(1, batching.vllm?.partialPrefills ?? facts.partialPrefills.value),
      mostLong: batching.vllm?.longPartialPrefills ?? facts.longPartialPrefills.value,
      longTokens: longTokens > 0 ? longTokens : Math.floor(facts.longShare.value * spec.maxSeqLen),
    },
    // No release that padded prompts cut them.
    maxPaddings: batching.chunkedPrefill
      ? undefined
      : (untilVersion(facts.maxPaddings, engineVersion).value ?? undefined),
  };
}

/** Are pre-empted requests swapped to the host? With a prefix cache they are computed anew here, and the notes say so. */
export function swaps(spec: EngineSpec): boolean {
  return spec.batching.vllm?.preemption === 'swap' && !isV1(spec) && !spec.prefixCaching;
}

export function vllmV1Settings({ batching, engineVersion }: EngineSpec): VllmV1Settings {
  const facts = schedulingFacts.vllm;
  return {
    longPrefillTokens: batching.vllm?.longPrefillTokens ?? facts.longPrefillTokens.value,
    wholePromptFits:
      batching.vllm?.wholePromptFits ?? untilVersion(facts.wholePromptFits, engineVersion).value,
    watermark: batching.vllm?.watermark ?? facts.watermark.value,
  };
}

export function sglangSettings({ batching, maxNumTokens, engineVersion }: EngineSpec): SglangSettings {
  const facts = schedulingFacts.sglang;
  const { first, lastShare, decaySteps } = facts.newTokenRatio;
  const most = Math.min(1, first * (batching.sglang?.conservativeness ?? facts.conservativeness.value));
  return {
    // A spec has one budget: of a chunk where prompts are cut, and otherwise of a whole prefill step.
    chunkedPrefillSize: batching.chunkedPrefill ? maxNumTokens : undefined,
    maxPrefillTokens: batching.chunkedPrefill
      ? (batching.sglang?.maxPrefillTokens ?? Math.max(facts.maxPrefillTokens.value, maxNumTokens))
      : maxNumTokens,
    mixedChunk: batching.chunkedPrefill && (batching.sglang?.mixedChunk ?? false),
    newTokenRatio: { first: most, last: Math.min(1, most * lastShare), decaySteps },
    retractSteps: facts.retractSteps.value,
    clipNewTokens: facts.clipNewTokens.value,
    order: {
      policy: batching.sglang?.order ?? untilVersion(facts.order, engineVersion).value,
      longQueue: facts.longQueue.value,
      inBatch: { check: facts.inBatchCheck.value, inCommon: facts.inBatchCommon.value },
    },
  };
}

export function tgiSettings({ batching, engineVersion }: EngineSpec): TgiSettings {
  const facts = schedulingFacts.tgi;
  return {
    waitingServedRatio:
      batching.tgi?.waitingServedRatio ?? untilVersion(facts.waitingServedRatio, engineVersion).value,
    maxWaitingTokens: batching.tgi?.maxWaitingTokens ?? facts.maxWaitingTokens.value,
  };
}
