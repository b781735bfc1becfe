import { z } from 'zod';
import { versionSchema } from './flags.ts';

const factor = z.number().min(0.2).max(3);
const seconds = z.number().min(0).max(0.5);

export const stepConstantsSchema = z.strictObject({
  $source: z.string().min(20),
  eras: z.array(
    z.strictObject({
      engine: z.enum(['vllm', 'tensorrt-llm', 'sglang']),
      before: versionSchema.optional(),
      source: z.string().min(20),
      values: z.strictObject({
        matrixRate: factor,
        narrowRate: factor,
        weightRate: factor,
        expertRate: factor,
        expertWeightRate: factor,
        kvRate: factor,
        attentionRate: factor,
        expertSkew: z.number().min(0).max(3),
        launchFactor: z.number().min(0).max(3),
        narrowLaunch: z.number().min(0).max(3),
        expertLaunch: z.number().min(0).max(3),
        perLayer: seconds,
        perExpertLayer: seconds,
        expertExchange: seconds,
        eagerLayer: seconds,
        eagerExpertLayer: seconds,
        perStep: seconds,
        perSequence: seconds,
        perRequest: seconds,
        allReduceFloor: seconds,
        allReduceWait: seconds,
      }),
    }),
  ),
});
