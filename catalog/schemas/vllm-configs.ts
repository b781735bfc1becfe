import { z } from 'zod';

const version = z.string().regex(/^\d+\.\d+\.\d+$/);

export const vllmConfigsSchema = z.strictObject({
  source: z.string().min(10),
  versions: z.array(version).min(1),
  options: z.record(z.string().regex(/^--[a-z-]+$/), z.string().regex(/^\w+$/)),
  classes: z.record(
    z.string().regex(/^\w+$/),
    z
      .array(
        z.strictObject({
          name: z.string().regex(/^\w+$/),
          periods: z
            .array(
              z.strictObject({
                from: version,
                to: version,
                type: z.enum(['int', 'float', 'bool', 'string', 'list', 'object', 'enum', 'any']),
                choices: z
                  .array(z.union([z.string(), z.number()]))
                  .min(1)
                  .optional(),
                class: z.string().optional(),
              }),
            )
            .min(1),
        }),
      )
      .min(1),
  ),
});
