import { z } from 'zod';

const version = z.string().regex(/^\d+\.\d+\.\d+$/);
const range = z
  .tuple([z.number().int().min(0), z.number().int().max(999)])
  .refine(([low, high]) => low < high);

export const vllmAttentionSchema = z.strictObject({
  source: z.string().min(10),
  from: version,
  through: version,
  backends: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Z_]+$/),
        latent: z.boolean(),
        sm: range,
        headSizes: z.array(z.number().int().positive()).min(1).optional(),
        eightBits: z
          .array(z.strictObject({ types: z.array(z.string().regex(/^fp8\w*$/)).min(1), sm: range }))
          .optional(),
      }),
    )
    .min(1),
});
