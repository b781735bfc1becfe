import { z } from 'zod';

export const tgiEnvironmentSchema = z.strictObject({
  source: z.string().min(10),
  variables: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
        default: z.string().optional(),
        choices: z.array(z.string()).min(1).optional(),
        note: z.string().min(2).optional(),
      }),
    )
    .min(1),
});
