import { z } from 'zod';
import { versionSchema } from './flags.ts';

const base = {
  name: z.string().regex(/^[a-z][a-z_]+$/),
  from: versionSchema.optional(),
  before: versionSchema.optional(),
  certain: z.literal(false).optional(),
  source: z.string().min(8),
};

export const trtllmDefaultsSchema = z.strictObject({
  source: z.string(),
  defaults: z.array(
    z.strictObject({
      ...base,
      value: z.union([z.number(), z.boolean(), z.string()]),
      backend: z.enum(['tensorrt', 'pytorch']).optional(),
    }),
  ),
});

export const vllmDefaultsSchema = z.strictObject({
  source: z.string(),
  defaults: z.array(
    z.strictObject({
      ...base,
      value: z.union([z.number(), z.boolean()]),
      minMemoryGib: z.number().positive().optional(),
      notGpu: z.string().optional(),
      usage: z.enum(['server', 'llm']).optional(),
      longerThan: z.number().positive().optional(),
      chunkedPrefill: z.boolean().optional(),
      orMaxModelLen: z.literal(true).optional(),
    }),
  ),
});
