import { z } from 'zod';

export const publishedFormatsSchema = z.strictObject({
  source: z.string().min(10),
  models: z
    .array(
      z.strictObject({
        name: z.string().refine((name) => new RegExp(name) instanceof RegExp),
        weights: z.enum(['fp8', 'mxfp4', 'int4-gptq']),
        source: z.string().min(10),
      }),
    )
    .min(1),
});
