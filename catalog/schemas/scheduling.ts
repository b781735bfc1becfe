import { z } from 'zod';
import { versionSchema } from './flags.ts';

const source = z.string().min(10);
const tokens = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const factor = z.number().min(0).max(100);
const fact = (value: z.ZodType) => z.strictObject({ value, source });
/** By release: every entry but the last ends at one. */
const releases = (value: z.ZodType) =>
  z
    .array(z.strictObject({ value, until: versionSchema.optional(), source }))
    .min(1)
    .refine((entries) =>
      entries.every((entry, at) => (entry.until === undefined) === (at === entries.length - 1)),
    );

export const schedulingSchema = z.strictObject({
  $source: source,
  vllm: z.strictObject({
    v0Watermark: fact(share),
    maxPaddings: releases(tokens.nullable()),
    delayFactor: fact(factor),
    swapBytes: fact(tokens),
    longPrefillTokens: fact(tokens),
    partialPrefills: fact(tokens),
    longPartialPrefills: fact(tokens),
    longShare: fact(share),
    wholePromptFits: releases(z.boolean()),
    watermark: fact(share),
  }),
  sglang: z.strictObject({
    newTokenRatio: z.strictObject({ first: share, lastShare: share, decaySteps: tokens, source }),
    conservativeness: fact(factor),
    order: releases(z.enum(['fcfs', 'lpm'])),
    longQueue: fact(tokens),
    inBatchCheck: fact(tokens),
    inBatchCommon: fact(tokens),
    retractSteps: fact(tokens),
    clipNewTokens: fact(tokens),
    maxPrefillTokens: fact(tokens),
  }),
  tgi: z.strictObject({
    waitingServedRatio: releases(factor),
    maxWaitingTokens: fact(tokens),
  }),
});
