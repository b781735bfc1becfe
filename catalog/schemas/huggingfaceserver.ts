import { z } from 'zod';

export const huggingfaceserverSchema = z.strictObject({
  source: z.string().min(10),
  options: z.array(z.string().regex(/^--[a-z][\w-]*$/)).min(20),
  backends: z.array(z.string().regex(/^[a-z]+$/)).min(2),
});
