import { z } from 'zod';

const version = z.string().regex(/^\d+\.\d+\.\d+$/);

export const vllmQuantizationSchema = z.strictObject({
  source: z.string().min(10),
  methods: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[\w-]+$/),
        periods: z
          .array(
            z.strictObject({
              from: version,
              to: version,
              minSm: z.number().int().min(50).max(200),
              types: z.array(z.string().regex(/^\w+$/)).min(1).optional(),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
});
