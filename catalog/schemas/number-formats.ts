import { z } from 'zod';

const bits = z.number().int().positive().max(32);

export const numberFormatsSchema = z.strictObject({
  $source: z.string().min(20),
  formats: z.record(
    z.string(),
    z.union([
      z.strictObject({ bits, source: z.string().min(10) }),
      z.strictObject({ bits, sharedBits: bits, group: z.number().int().min(8), source: z.string().min(10) }),
    ]),
  ),
});
