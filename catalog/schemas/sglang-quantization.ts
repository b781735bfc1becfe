import { z } from 'zod';

export const sglangQuantizationSchema = z.strictObject({
  source: z.string().min(10),
  methods: z
    .array(
      z.strictObject({
        name: z.string().regex(/^\w+$/),
        minSm: z.number().int().min(50).max(200),
        through: z
          .string()
          .regex(/^\d+\.\d+\.\d+$/)
          .optional(),
      }),
    )
    .min(1),
});
