import type { Deployment } from '../deployment/deployment.ts';
import { known } from '../deployment/known.ts';
import { tunerWindow } from './batching/dynamic-batch-tuner.ts';
import type { DynamicBatch } from './batching/settings.ts';
import type { EngineSpec } from './spec.ts';

type Scheduling = Pick<EngineSpec['batching'], 'priorities' | 'tensorrtLlm' | 'vllm' | 'sglang' | 'tgi'>;

/**
 * What a deployment tells its engine's scheduler; defaults are taken where it runs. Not whether steps overlap
 * (TensorRT-LLM's overlap scheduler, vLLM's async scheduling, SGLang's overlap schedule): the measurements behind the
 * constants of the releases that do so by default were taken with it, and the time of a request in the server contains
 * the step that it waits longer. Where it is chosen, against the default, the constants lack the host's time that it
 * hides or no longer hides, which is more than what the scheduler loses by it.
 */
export function schedulingOf({ engine, batching, kvCache }: Deployment): Scheduling {
  return {
    ...known('priorities', batching.priorities?.value),
    ...(engine.name.value === 'tensorrt-llm' && {
      tensorrtLlm: {
        ...known('chunking', batching.chunking?.value),
        ...known('partialReuse', kvCache.partialReuse?.value),
        ...known('onboards', kvCache.onboards?.value),
        ...known('hostPriority', kvCache.hostPriority?.value),
        // The PyTorch backend has the setting and does not heed it.
        ...(engine.backend?.value !== 'pytorch' && known('dynamicBatch', tunerOf(batching))),
      },
    }),
    ...(engine.name.value === 'vllm' && {
      vllm: {
        ...known('longPrefillTokens', batching.longPrefillTokens?.value),
        ...known('stepsAtOnce', batching.stepsAtOnce?.value),
        ...known('partialPrefills', batching.partialPrefills?.value),
        ...known('longPartialPrefills', batching.longPartialPrefills?.value),
        ...known('wholePromptFits', batching.wholePromptFits?.value),
        ...known('watermark', batching.watermark?.value),
        ...known('delayFactor', batching.delayFactor?.value),
        ...known('preemption', batching.preemption?.value),
        ...known('swapBytes', batching.swapBytes?.value),
      },
    }),
    ...(engine.name.value === 'sglang' && {
      sglang: {
        ...known('maxPrefillTokens', batching.maxPrefillTokens?.value),
        ...known('mixedChunk', batching.mixedChunk?.value),
        ...known('order', batching.queueOrder?.value),
        ...known('conservativeness', batching.conservativeness?.value),
      },
    }),
    ...(engine.name.value === 'tgi' && {
      tgi: {
        ...known('waitingServedRatio', batching.waitingServedRatio?.value),
        ...known('maxWaitingTokens', batching.maxWaitingTokens?.value),
      },
    }),
  };
}

function tunerOf(batching: Deployment['batching']): DynamicBatch | undefined {
  const batchSize = batching.batchTuning?.value ?? false;
  const maxNumTokens = batching.tokenTuning?.value ?? false;
  if (!batchSize && !maxNumTokens) return undefined;
  return { batchSize, maxNumTokens, window: batching.tuningWindow?.value ?? tunerWindow.value };
}
