import { z } from 'zod';
import { versionSchema } from './flags.ts';

export const onnxSchema = z.strictObject({
  source: z.string().min(10),
  opsets: z
    .array(
      z.strictObject({
        from: versionSchema,
        before: versionSchema.optional(),
        min: z.number().int(),
        max: z.number().int().optional(),
        torchscriptMax: z.number().int().optional(),
        default: z.number().int(),
      }),
    )
    .min(1),
  deprecatedExportArguments: z.array(z.string()),
  modelTypes: z
    .array(z.strictObject({ name: z.string(), exporter: z.string(), optLevel: z.number().int() }))
    .min(1),
  otherModelTypes: z.array(z.string()),
  providers: z
    .array(
      z.strictObject({
        name: z.string().regex(/ExecutionProvider$/),
        olderOnly: z.literal(true).optional(),
        options: z
          .array(
            z.strictObject({
              name: z.string().regex(/^[a-z0-9_]+$/),
              default: z.union([z.string(), z.number(), z.boolean()]).optional(),
              values: z.array(z.string()).optional(),
              min: z.number().optional(),
              max: z.number().optional(),
            }),
          )
          .optional(),
      }),
    )
    .min(1),
});
