import { z } from 'zod';

const name = z.string().regex(/^[a-z]\w*$/);

export const llmArgumentsSchema = z.strictObject({
  source: z.string().min(10),
  entries: z.array(z.strictObject({ name, keys: z.array(name).min(1).optional() })).min(50),
  renamed: z.array(name).min(1),
});
