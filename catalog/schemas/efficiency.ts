import { z } from 'zod';

const share = z.number().positive().max(1);

export const efficiencySchema = z.strictObject({
  $source: z.string().min(20),
  relatives: z.array(z.strictObject({ fromSm: z.number().int().min(0), gpu: z.string(), why: z.string() })),
  gddr: z.array(z.string()),
  narrowing: z.array(
    z.strictObject({
      operation: z.string(),
      format: z.string(),
      compute: z.number().positive().max(2),
      bandwidth: z.number().positive().max(2),
      launch: z.number().min(0).max(1e-4),
      cards: z.number().int().positive(),
      memory: z.literal('gddr').optional(),
    }),
  ),
  rates: z.array(
    z.strictObject({
      operation: z.enum(['gemm', 'experts', 'prefill-attention', 'decode-attention']),
      gpu: z.string(),
      library: z.enum(['vllm', 'tensorrt-llm']),
      format: z.enum(['bf16', 'fp8', 'fp8-block', 'nvfp4', 'mxfp4', 'int4']),
      compute: share,
      bandwidth: share,
      launch: z.number().positive().max(1e-3),
      rows: z.number().int().positive(),
      error: z.number().min(0).max(50),
    }),
  ),
});
