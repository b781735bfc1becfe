import { z } from 'zod';

const release = z.string().regex(/^\d\d\.\d\d$/);

const fieldSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  number: z.number().int().positive(),
  label: z.enum(['optional', 'required', 'repeated', 'map']),
  kind: z.enum(['scalar', 'enum', 'message']),
  type: z.string().min(1),
  keyType: z.string().optional(),
  oneof: z.string().optional(),
  deprecated: z.literal(true).optional(),
  unit: z.enum(['microseconds', 'bytes']).optional(),
  since: release,
  doc: z.string().min(3),
});

export const tritonSchemaSchema = z.strictObject({
  source: z.string(),
  syntax: z.literal('proto3'),
  package: z.literal('inference'),
  root: z.literal('ModelConfig'),
  messages: z.record(z.string(), z.strictObject({ since: release, fields: z.array(fieldSchema) })),
  enums: z.record(
    z.string(),
    z.strictObject({
      closed: z.literal(false),
      since: release.optional(),
      values: z.array(
        z.strictObject({
          name: z.string(),
          number: z.number().int(),
          since: release,
          deprecated: z.literal(true).optional(),
          doc: z.string(),
        }),
      ),
    }),
  ),
  removed: z.array(
    z.strictObject({
      item: z.string().regex(/^(field|msg|enum|value):/),
      since: release,
      lastRelease: release,
    }),
  ),
  releases: z.record(release, z.string()),
});
