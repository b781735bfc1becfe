import { z } from 'zod';
import type { FlagTable } from '../flag-table.ts';

export const versionSchema = z.string().regex(/^\d+(\.\d+)*([a-z.]+\d+)*$/);
const choice = z.union([z.string(), z.number()]);
/** A choice or default that still looks like source code was not understood by the generator. */
const literal = choice.refine(
  (value) => typeof value === 'number' || !/[()<>]|\.keys\b|^argparse\.|^DEFAULT_/.test(value),
  'looks like code',
);
const spelling = z.string().regex(/^--?[A-Za-z0-9]/);

const shape = {
  type: z.enum(['flag', 'bool', 'int', 'float', 'string', 'json', 'list', 'positional']),
  default: z.union([literal, z.boolean(), z.array(choice), z.record(z.string(), z.unknown())]).optional(),
  defaultExpression: z.string().min(1).optional(),
  choices: z.array(literal).min(1).optional(),
  suggestions: z.array(literal).min(1).optional(),
  caseInsensitive: z.boolean().optional(),
  nargs: z.enum(['?', '+', '*', '0']).optional(),
  negation: spelling.optional(),
  aliases: z.array(spelling).min(1).optional(),
  deprecated: z.boolean().optional(),
};

export const flagTableSchema = z.strictObject({
  source: z.string().min(10),
  tool: z.string().min(1),
  versions: z.array(versionSchema).min(1),
  removedIn: versionSchema.optional(),
  abbreviations: z.boolean(),
  underscoresAreDashes: z.boolean(),
  dottedKeys: z.boolean(),
  uncertain: z.array(
    z.strictObject({ from: versionSchema, before: versionSchema.optional(), because: z.string() }),
  ),
  flags: z
    .array(
      z.strictObject({
        name: z.string().regex(/^(--?[A-Za-z0-9][\w.-]*|[A-Za-z_]+)$/),
        aliases: z.array(spelling).min(1).optional(),
        note: z.string().min(1).optional(),
        periods: z
          .array(z.strictObject({ from: versionSchema, before: versionSchema.optional(), ...shape }))
          .min(1),
      }),
    )
    .min(1),
});

export const flagVerdictsSchema = z.strictObject({
  source: z.string(),
  verdicts: z.array(
    z.strictObject({
      flag: spelling,
      belongsTo: z.string(),
      modern: z.string(),
      trtllmBuild: z.string(),
    }),
  ),
  legacy: z.array(
    z.strictObject({ flags: z.array(spelling).min(1), written: z.string(), modern: z.string() }),
  ),
});

/** Fails to compile where the schema and the type that readers see drift apart. */
export const asFlagTable = (table: z.infer<typeof flagTableSchema>): FlagTable => table as FlagTable;
