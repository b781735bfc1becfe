import { z } from 'zod';
import { versionSchema } from './flags.ts';

const source = z.string().min(10);
const bytes = z.number().int().positive();
const count = z.number().positive().max(50);
const share = z.number().positive().max(1);
const constant = (value: z.ZodType) => z.strictObject({ value, source });
const until = versionSchema.optional();
const ranks = constant(z.strictObject({ '2': bytes, '4': bytes, '8': bytes }));
/** By release: every entry but the last ends at one. */
const releases = (shape: z.ZodRawShape) =>
  z
    .array(z.strictObject({ ...shape, until, source }))
    .min(1)
    .refine((entries: readonly { readonly until?: unknown }[]) =>
      entries.every((entry, at) => (entry.until === undefined) === (at === entries.length - 1)),
    );

export const memorySchema = z.strictObject({
  $source: source,
  visible: z.strictObject({
    reserve: constant(bytes),
    cards: z.array(z.strictObject({ gpu: z.string(), gib: z.number().positive().max(1000), source })),
  }),
  context: z.strictObject({
    perMultiprocessor: constant(bytes),
    fallback: constant(bytes),
    tensorrtLlm: constant(bytes),
  }),
  outsidePytorch: releases({ value: bytes }),
  embedding: constant(count),
  vocabularyPadding: constant(bytes),
  qkvBias: z.strictObject({ models: z.array(z.string()), source }),
  pass: z.strictObject({
    tensorrtLlm: z.strictObject({ hiddenStates: count, source }),
    pytorch: releases({ hiddenStates: count }),
    expertChunk: constant(bytes),
  }),
  sampler: releases({ copies: count, extraBytes: z.number().int().min(0) }),
  earlyV1: z.strictObject({ until: versionSchema, bytesPerLogit: count, source }),
  cudaGraphs: z.strictObject({
    each: constant(bytes),
    tensorrtLlmBatch: constant(bytes),
    sglangBatch: constant(bytes),
  }),
  nccl: z.strictObject({
    nvlink: ranks,
    pcie: ranks,
    tensorrtLlm: ranks,
    allReduce: z.strictObject({ buffers: count, ofTwo: bytes, ofMore: bytes, source }),
  }),
  tensorrtEngine: z.strictObject({
    runtimeLogits: constant(count),
    decoderLogits: constant(count),
    decoderTokens: constant(count),
  }),
  sglang: z.strictObject({ slidingShare: constant(share) }),
  tgi: z.strictObject({
    share: releases({ value: share }),
    promptLogits: z.strictObject({ until: versionSchema, value: count, source }),
  }),
});
