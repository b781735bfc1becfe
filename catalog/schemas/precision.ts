import { z } from 'zod';
import { versionSchema } from './flags.ts';

const sm = z.number().int().min(0).max(999);

export const precisionSchema = z.strictObject({
  source: z.string(),
  statements: z.array(
    z
      .strictObject({
        engine: z.enum(['tensorrt-llm', 'vllm', 'sglang']),
        format: z.enum([
          '*',
          'fp32',
          'bf16',
          'fp16',
          'fp8',
          'nvfp4',
          'mxfp4',
          'int8-sq',
          'int8-wo',
          'int4-wo',
          'int4-awq',
          'int4-gptq',
          'w4a8-awq',
          'fp8-kv',
          'int8-kv',
          'fp8-context-fmha',
        ]),
        sm: z.tuple([sm, sm]),
        from: versionSchema.optional(),
        before: versionSchema.optional(),
        through: versionSchema.optional(),
        supported: z.union([z.boolean(), z.literal('unknown')]),
        because: z.string().min(8),
        source: z.string().min(5),
      })
      .refine((each) => each.sm[0] <= each.sm[1], 'empty range of compute capabilities'),
  ),
});
