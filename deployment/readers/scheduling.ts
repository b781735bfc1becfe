import type { Deployment } from '../deployment.ts';
import { known } from '../known.ts';
import { boolean, number, oneOf, traced } from '../settings/leaves.ts';
import type { SettingSource } from '../settings/setting.ts';

type Batching = Deployment['batching'];

/** What only vLLM's scheduler is told. */
export function vllmScheduling(source: SettingSource): Batching {
  const policy = oneOf<boolean>({ fcfs: false, priority: true });
  const preemption = oneOf<'recompute' | 'swap'>({ recompute: 'recompute', swap: 'swap' });
  return {
    ...known('priorities', traced(source, policy, 'scheduling-policy')),
    ...known('longPrefillTokens', traced(source, number, 'long-prefill-token-threshold')),
    ...known('wholePromptFits', traced(source, boolean, 'scheduler-reserve-full-isl')),
    ...known('watermark', traced(source, number, 'watermark')),
    ...known('delayFactor', traced(source, number, 'scheduler-delay-factor')),
    ...known('preemption', traced(source, preemption, 'preemption-mode')),
  };
}

/** What only SGLang's scheduler is told. */
export function sglangScheduling(source: SettingSource): Batching {
  return {
    ...known('priorities', traced(source, boolean, 'enable-priority-scheduling')),
    ...known('maxPrefillTokens', traced(source, number, 'max-prefill-tokens')),
    ...known('mixedChunk', traced(source, boolean, 'enable-mixed-chunk')),
    ...known('conservativeness', traced(source, number, 'schedule-conservativeness')),
  };
}

/** What only TGI's router is told. */
export function tgiScheduling(source: SettingSource): Batching {
  return {
    ...known('waitingServedRatio', traced(source, number, 'waiting-served-ratio')),
    ...known('maxWaitingTokens', traced(source, number, 'max-waiting-tokens')),
  };
}
