import { z } from 'zod';

const model = z.string().regex(/^[\w.-]+\/[\w.-]+$/);

export const vllmModelsSchema = z.strictObject({
  source: z.string().min(10),
  through: z.string().regex(/^\d+\.\d+\.\d+$/),
  withoutStages: z
    .array(z.strictObject({ architecture: z.string().regex(/^\w+$/), models: z.array(model) }))
    .min(1),
  severalInputs: z.array(model).min(1),
  draftLayers: z.array(model).min(1),
});
