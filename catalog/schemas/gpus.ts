import { z } from 'zod';

const rate = z.number().positive().max(1e17);
const format = z.enum(['fp32', 'tf32', 'fp16', 'bf16', 'fp8', 'int8', 'fp4', 'int4']);

export const gpuSchema = z.strictObject({
  name: z.string().min(2),
  aliases: z.array(z.string()).min(1),
  sm: z.number().int().min(50).max(150),
  memoryBytes: z
    .number()
    .int()
    .min(2 ** 33),
  memorySource: z.string().min(5),
  memoryNominal: z.string(),
  memoryBandwidth: z.number().int().min(1e11).max(2e13),
  peak: z.partialRecord(format, rate),
  multiprocessors: z.number().int().positive().optional(),
  l2Bytes: z.number().int().positive().optional(),
  nvlinkBandwidth: z.number().int().min(0).max(2e12),
  nvlinkBridge: z.strictObject({ bandwidth: rate, gpus: z.number().int().min(2) }).optional(),
  pcieGeneration: z.number().int().min(3).max(7),
  powerWatts: z.number().int().positive(),
  note: z.string().min(1).optional(),
  source: z.string().min(3),
});

const word = z.string().regex(/^[a-z0-9]+$/);

export const gpusSchema = z.strictObject({
  source: z.string(),
  gpus: z.array(gpuSchema).min(1),
  names: z.array(
    z.strictObject({
      gpu: z.string(),
      needs: z.array(word).min(1),
      may: z.array(word),
      sizes: z.array(z.number().int()).min(1),
    }),
  ),
  preferred: z.array(z.strictObject({ needs: z.array(word), gpu: z.string(), why: z.string().min(10) })),
  noise: z.array(word),
});
