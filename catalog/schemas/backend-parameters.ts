import { z } from 'zod';
import { versionSchema } from './flags.ts';

const parameter = z.strictObject({
  name: z.string().regex(/^[\w.]+$/),
  type: z.enum(['bool', 'int', 'count', 'size', 'choice', 'int-list', 'path', 'json', 'string']),
  allowed: z.array(z.string()).min(1).optional(),
  foldCase: z.literal(true).optional(),
  badValue: z.enum(['refused', 'ignored']),
  default: z.string().optional(),
  doc: z.string().optional(),
  since: versionSchema.optional(),
  deprecated: z.string().optional(),
  renamed: z.string().optional(),
  runtime: z.string().optional(),
  source: z.string(),
});

export const backendParametersSchema = z.strictObject({
  source: z.string(),
  backends: z
    .array(
      z.strictObject({
        name: z.string().regex(/^\w+$/),
        source: z.string(),
        optionalInputs: z.enum(['allowed', 'unbatched', 'refused']),
        otherKeys: z.enum(['ignored', 'free']),
        parameters: z.array(parameter).min(1),
      }),
    )
    .min(6),
  coreParameters: z.array(z.string().regex(/^\w+$/)).min(1),
  accelerators: z.strictObject({
    source: z.string(),
    gpu: z.array(z.string()).min(1),
    cpu: z.array(z.string()).min(1),
    tensorrt: z.array(
      z.strictObject({
        name: z.string().regex(/^\w+$/),
        type: z.enum(['bool', 'int', 'string', 'choice']),
        allowed: z.array(z.string()).optional(),
      }),
    ),
  }),
});
