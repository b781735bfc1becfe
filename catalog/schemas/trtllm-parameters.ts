import { z } from 'zod';
import { versionSchema } from './flags.ts';

const templateKey = z.strictObject({
  name: z.string().regex(/^\w+$/),
  first: versionSchema,
  last: versionSchema,
  value: z.string(),
});

export const trtllmParametersSchema = z.strictObject({
  source: z.string(),
  parameters: z.array(
    z.strictObject({
      name: z.string().regex(/^\w+$/),
      type: z.enum(['string', 'path', 'bool', 'int', 'uint', 'float', 'int-list', 'int-lists']),
      doc: z.string().min(5),
      notes: z.string().optional(),
      allowed: z.array(z.string()).min(1).optional(),
      range: z.tuple([z.number(), z.number()]).optional(),
      default: z.union([z.string(), z.number(), z.boolean()]).optional(),
      required: z.boolean(),
      since: versionSchema.optional(),
      templateSince: versionSchema.optional(),
      removedAfter: versionSchema.optional(),
      placeholder: z.string().optional(),
      source: z.string(),
    }),
  ),
  mandatoryPlaceholders: z.record(z.string(), z.array(z.string().regex(/^\w+$/))),
  placeholdersOutsideStrings: z.array(z.string().regex(/^\w+$/)),
  booleanSpellings: z.strictObject({ true: z.array(z.string()), false: z.array(z.string()) }),
  otherTemplates: z.record(z.string(), z.array(templateKey)),
});
