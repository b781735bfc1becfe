import { z } from 'zod';

const count = z.number().int().positive();

export const modelSchema = z
  .strictObject({
    name: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
    aliases: z.array(z.string()),
    layers: count,
    hidden: count,
    heads: count,
    kvHeads: count,
    headDim: count,
    intermediate: count,
    vocab: count,
    maxPosition: count.optional(),
    tiedEmbeddings: z.boolean(),
    gatedMlp: z.boolean(),
    parameters: count,
    activeParameters: count,
    moe: z
      .strictObject({
        experts: count,
        topK: count,
        intermediate: count,
        sharedExperts: z.number().int().min(0),
        sharedIntermediate: count.optional(),
        denseLayers: z.number().int().min(0),
      })
      .optional(),
    mla: z
      .strictObject({
        kvLoraRank: count,
        qkRope: count,
        qkNope: count,
        vHead: count,
        qLoraRank: count.optional(),
      })
      .optional(),
    linear: z
      .strictObject({
        period: z.number().int().min(2),
        keyHeads: count,
        valueHeads: count,
        keyHead: count,
        valueHead: count,
      })
      .optional(),
    slidingWindow: count.optional(),
    slidingPattern: z
      .string()
      .regex(/^\d+:\d+$/)
      .optional(),
    source: z.string().min(5),
  })
  .refine((model) => model.heads % model.kvHeads === 0, 'query heads are not a multiple of KV heads')
  .refine((model) => model.activeParameters <= model.parameters, 'more active parameters than parameters');

export const modelsSchema = z.strictObject({
  source: z.string(),
  models: z.array(modelSchema).min(1),
  aliases: z.array(z.strictObject({ model: z.string(), alias: z.string(), how: z.string().min(5) })),
  variantWords: z.array(
    z.strictObject({ word: z.string(), how: z.string(), otherContext: z.literal(true).optional() }),
  ),
  leftOut: z.record(z.string(), z.string()),
});
