import { z } from 'zod';

const names = z.array(z.string().regex(/^[a-z_]\w*$/)).min(1);
const source = z.string().min(10);

export const pythonSignaturesSchema = z.strictObject({
  source,
  functions: z
    .array(
      z.strictObject({
        name: z.string().regex(/^\w+(\.\w+)+$/),
        closed: z.literal(true).optional(),
        readings: z
          .array(
            z.strictObject({
              release: z
                .string()
                .regex(/^\d+\.\d+\.\d+$|^0\.\d+\.\d+$/)
                .optional(),
              source,
              arguments: names,
            }),
          )
          .min(1),
        older: z.strictObject({ source, arguments: names }).optional(),
      }),
    )
    .min(5),
});

export const vllmServerOptionsSchema = z.strictObject({
  source,
  names: z.array(z.string().regex(/^--[a-z][\w-]*$/)).min(20),
});
