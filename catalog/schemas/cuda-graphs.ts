import { z } from 'zod';
import { versionSchema } from './flags.ts';

const size = z.number().int().positive();
/** From, to and by how much. */
const range = z.tuple([size, size, size]);
const grid = z.strictObject({
  sizes: z.array(size),
  each: z.array(range),
  doubling: z.enum(['floor', 'ceil']).optional(),
  beyond: size.optional(),
});

export const cudaGraphsSchema = z.strictObject({
  $source: z.string().min(10),
  engines: z.array(
    z.strictObject({
      engine: z.enum(['tensorrt-llm', 'vllm', 'sglang']),
      until: versionSchema.optional(),
      padding: z.boolean(),
      largest: size.optional(),
      largestByComputeCapability10: size.optional(),
      perSequence: size.optional(),
      exact: grid.optional(),
      padded: grid,
      source: z.string().min(10),
    }),
  ),
});
