import { z } from 'zod';
import { versionSchema } from './flags.ts';

export const containersSchema = z.strictObject({
  source: z.string(),
  images: z.array(
    z.strictObject({
      repository: z.string().regex(/^[a-z0-9./-]+$/),
      tool: z.enum(['triton', 'trtllm', 'vllm', 'sglang', 'tgi']),
    }),
  ),
  releases: z.record(
    z.string().regex(/^\d\d\.\d\d$/),
    z.strictObject({
      triton: versionSchema,
      trtllm: versionSchema.optional(),
      vllm: versionSchema.optional(),
      minSm: z.number().int().min(50).max(150),
    }),
  ),
});
