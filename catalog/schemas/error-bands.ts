import { z } from 'zod';

export const errorBandsSchema = z.strictObject({
  $source: z.string().min(20),
  tail: z.number().positive().max(0.2),
  measuredOn: z.record(z.string(), z.array(z.string())),
  bands: z.array(
    z
      .strictObject({
        era: z.string().optional(),
        kind: z.enum(['throughput', 'tpot', 'ttft', 'e2e']),
        experts: z.boolean().optional(),
        queued: z.boolean().optional(),
        low: z.number().positive(),
        high: z.number().positive(),
        rows: z.number().int().positive(),
        gpus: z.number().int().positive(),
        models: z.number().int().positive(),
      })
      .refine(({ low, high }) => low < high),
  ),
});
