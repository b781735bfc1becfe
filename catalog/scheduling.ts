import data from './data/scheduling.json' with { type: 'json' };
import type { Until } from './memory.ts';
import type { Source } from './types.ts';

interface Fact<T> {
  readonly value: T;
  readonly source: Source;
}

type ByRelease<T> = readonly (Until & { readonly value: T })[];

/** What engines' schedulers do where nobody tells them otherwise. */
export interface SchedulingFacts {
  readonly vllm: {
    readonly v0Watermark: Fact<number>;
    readonly maxPaddings: ByRelease<number | null>;
    readonly delayFactor: Fact<number>;
    readonly swapBytes: Fact<number>;
    readonly longPrefillTokens: Fact<number>;
    /** Of V0: prompts computed in part at once, long ones among them, and from which share of max_model_len one is long. */
    readonly partialPrefills: Fact<number>;
    readonly longPartialPrefills: Fact<number>;
    readonly longShare: Fact<number>;
    readonly wholePromptFits: ByRelease<boolean>;
    readonly watermark: Fact<number>;
  };
  readonly sglang: {
    /** `first` is multiplied by the conservativeness; the last is a share of that. */
    readonly newTokenRatio: {
      readonly first: number;
      readonly lastShare: number;
      readonly decaySteps: number;
      readonly source: Source;
    };
    readonly conservativeness: Fact<number>;
    /** In which order who waits is tried, and up to how many `lpm` sorts; its thresholds for what waiting prompts share. */
    readonly order: ByRelease<'fcfs' | 'lpm'>;
    readonly longQueue: Fact<number>;
    readonly inBatchCheck: Fact<number>;
    readonly inBatchCommon: Fact<number>;
    readonly retractSteps: Fact<number>;
    readonly clipNewTokens: Fact<number>;
    readonly maxPrefillTokens: Fact<number>;
  };
  readonly tgi: {
    readonly waitingServedRatio: ByRelease<number>;
    readonly maxWaitingTokens: Fact<number>;
  };
}

export const schedulingFacts = data as SchedulingFacts;
