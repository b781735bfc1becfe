import { z } from 'zod';

export const collectivesSchema = z.strictObject({
  source: z.string(),
  allReduce: z.array(
    z.strictObject({
      gpu: z.string(),
      link: z.enum(['nvlink3', 'nvlink4', 'nvlink5', 'pcie4', 'pcie5']),
      library: z.enum(['nccl', 'tensorrt-llm', 'vllm', 'sglang']),
      gpus: z.union([z.literal(2), z.literal(4), z.literal(8)]),
      version: z.string(),
      points: z
        .array(z.tuple([z.number().int().positive(), z.number().positive().max(60)]))
        .min(3)
        .refine(
          (points) => points.every(([bytes], i) => i === 0 || bytes > points[i - 1]![0]),
          'sizes do not rise',
        ),
    }),
  ),
});
