import { z } from 'zod';

export const nimEnvironmentSchema = z.strictObject({
  source: z.string().min(10),
  variables: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Z][A-Z0-9_]*\*?$/),
        meaning: z.string().min(2),
        default: z.string().optional(),
        generations: z.array(z.string().min(3)).min(1),
        evidence: z.enum(['documented', 'launcher', 'index', 'usage', 'memory']),
        flag: z
          .string()
          .regex(/^--[a-z-]+$/)
          .optional(),
        allowed: z.array(z.string()).min(1).optional(),
        required: z.literal(true).optional(),
        note: z.string().min(2).optional(),
      }),
    )
    .min(1),
});
