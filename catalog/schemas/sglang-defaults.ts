import { z } from 'zod';
import { versionSchema } from './flags.ts';

const positive = z.number().positive();

export const sglangDefaultsSchema = z.strictObject({
  source: z.string().min(10),
  from: versionSchema,
  readAt: versionSchema,
  buckets: z
    .array(
      z.strictObject({
        belowGib: positive.optional(),
        chunkedPrefillSize: positive,
        graphSequences: positive,
        graphSequencesFromTp4: positive,
      }),
    )
    .min(1),
  reserve: z.strictObject({
    base: positive,
    perChunkToken: positive,
    leastChunk: positive,
    perGraphSequence: positive,
    perRank: positive,
    least: positive,
    leastAboveGib: positive,
  }),
  unknownMemoryFraction: positive,
});
