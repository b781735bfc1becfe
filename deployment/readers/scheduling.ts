import { type ChunkingPolicy, type Deployment, type QueueOrder, queueOrders } from '../deployment.ts';
import { known } from '../known.ts';
import { boolean, limit, not, number, oneOf, type Reading, traced } from '../settings/leaves.ts';
import type { SettingSource } from '../settings/setting.ts';

type Batching = Deployment['batching'];

/**
 * What only TensorRT-LLM's scheduler is told: `scheduler_config` of its LLM API. A `dynamic_batch_config` tunes the
 * batch unless it says otherwise, and the tokens only where it says so (llm_args.py, DynamicBatchConfig).
 */
export function tensorrtllmScheduling(source: SettingSource): Batching {
  const policy = oneOf<ChunkingPolicy>({
    first_come_first_served: 'first-come-first-served',
    equal_progress: 'equal-progress',
  });
  const tuner = source.find('scheduler-config.dynamic-batch-config');
  const config = tuner ?? source.find('scheduler-config');
  // A `scheduler_config` of one's own takes the place of the server's, which has a tuner.
  const given = config && { value: tuner !== undefined && tuner.value !== null, origin: config.origin };
  const of = (name: string): string => `scheduler-config.dynamic-batch-config.${name}`;
  return {
    ...known('chunking', traced(source, policy, 'scheduler-config.context-chunking-policy')),
    ...known('overlap', traced(source, not, 'disable-overlap-scheduler')),
    ...known('batchTuning', traced(source, boolean, of('enable-batch-size-tuning')) ?? given),
    ...known('tokenTuning', traced(source, boolean, of('enable-max-num-tokens-tuning'))),
    ...known('tuningWindow', traced(source, limit, of('dynamic-batch-moving-average-window'))),
  };
}

/** What only vLLM's scheduler is told. */
export function vllmScheduling(source: SettingSource): Batching {
  const policy = oneOf<boolean>({ fcfs: false, priority: true });
  const gibibytes: Reading<number> = (value) => {
    const size = number(value);
    return typeof size === 'number' ? size * 2 ** 30 : size;
  };
  const preemption = oneOf<'recompute' | 'swap'>({ recompute: 'recompute', swap: 'swap' });
  return {
    ...known('priorities', traced(source, policy, 'scheduling-policy')),
    ...known('longPrefillTokens', traced(source, number, 'long-prefill-token-threshold')),
    ...known('overlap', traced(source, boolean, 'async-scheduling')),
    ...known('stepsAtOnce', traced(source, limit, 'num-scheduler-steps')),
    ...known('partialPrefills', traced(source, limit, 'max-num-partial-prefills')),
    ...known('longPartialPrefills', traced(source, limit, 'max-long-partial-prefills')),
    ...known('wholePromptFits', traced(source, boolean, 'scheduler-reserve-full-isl')),
    ...known('watermark', traced(source, number, 'watermark')),
    ...known('delayFactor', traced(source, number, 'scheduler-delay-factor')),
    ...known('preemption', traced(source, preemption, 'preemption-mode')),
    ...known('swapBytes', traced(source, gibibytes, 'swap-space')),
  };
}

/** What only SGLang's scheduler is told. */
export function sglangScheduling(source: SettingSource): Batching {
  const order = oneOf<QueueOrder>(Object.fromEntries(queueOrders.map((each) => [each, each])));
  return {
    ...known('priorities', traced(source, boolean, 'enable-priority-scheduling')),
    ...known('maxPrefillTokens', traced(source, number, 'max-prefill-tokens')),
    ...known('mixedChunk', traced(source, boolean, 'enable-mixed-chunk')),
    ...known('overlap', traced(source, not, 'disable-overlap-schedule')),
    ...known('queueOrder', traced(source, order, 'schedule-policy')),
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
