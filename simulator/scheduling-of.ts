import type { Deployment } from '../deployment/deployment.ts';
import { known } from '../deployment/known.ts';
import type { EngineSpec } from './spec.ts';

type Scheduling = Pick<EngineSpec['batching'], 'priorities' | 'vllm' | 'sglang' | 'tgi'>;

/** What a deployment tells its engine's scheduler; defaults are taken where it runs. */
export function schedulingOf({ engine, batching }: Deployment): Scheduling {
  return {
    ...known('priorities', batching.priorities?.value),
    ...(engine.name.value === 'vllm' && {
      vllm: {
        ...known('longPrefillTokens', batching.longPrefillTokens?.value),
        ...known('wholePromptFits', batching.wholePromptFits?.value),
        ...known('watermark', batching.watermark?.value),
        ...known('delayFactor', batching.delayFactor?.value),
        ...known('preemption', batching.preemption?.value),
      },
    }),
    ...(engine.name.value === 'sglang' && {
      sglang: {
        ...known('maxPrefillTokens', batching.maxPrefillTokens?.value),
        ...known('mixedChunk', batching.mixedChunk?.value),
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
