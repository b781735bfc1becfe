import { z } from 'zod';
import { versionSchema } from './flags.ts';

const source = z.string().min(20);
/** A source of its own, or the name of the fit that set it. */
const sourced = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.union([z.strictObject({ ...shape, source }), z.strictObject({ ...shape, fit: z.string() })]);
const constant = (value: z.ZodType) => sourced({ value });

const share = z.number().positive().max(1);
const seconds = z.number().positive().max(0.1);
const rate = z.number().positive();
const count = z.number().positive().max(10);
const ranks = (value: z.ZodType) => z.strictObject({ '2': value, '4': value, '8': value });
const engine = z.enum(['vllm', 'tensorrt-llm']);

const engineConstants = z.strictObject({
  matrixEfficiency: constant(share),
  weightBandwidth: constant(share),
  expertEfficiency: constant(share),
  kvBandwidth: constant(share),
  attentionEfficiency: constant(share),
  perLayer: constant(seconds),
  perStep: constant(seconds),
  perSequence: constant(seconds),
  perRequest: constant(z.number().min(0).max(0.1)),
  allReduceFloor: constant(seconds),
  allReduceWait: constant(seconds),
});

const pcie = sourced({ busBandwidth: ranks(rate), latencyOfTwo: seconds, latencyPerRank: seconds });

export const calibrationSchema = z
  .strictObject({
    $source: source,
    fits: z.record(z.string(), z.strictObject({ date: z.iso.date(), rows: source, error: source })),
    engines: z.record(engine, engineConstants),
    earlierSteps: z.array(z.strictObject({ engine, before: versionSchema, value: seconds, source })),
    nvfp4Share: constant(share),
    rooflineKnee: constant(count),
    peerLatency: constant(seconds),
    links: z.strictObject({
      nvlink: z.strictObject({
        generations: z.array(
          z.strictObject({ link: z.enum(['nvlink3', 'nvlink4', 'nvlink5']), above: z.number().min(0) }),
        ),
        generationsSource: source,
        busBandwidthShare: ranks(share),
        pairBandwidthShare: share,
        latency: seconds,
        latencyPerRank: seconds,
        source,
      }),
      pcie4: pcie,
      pcie5: pcie,
    }),
  })
  .superRefine((value, context) => {
    for (const name of fitsNamedIn(value)) {
      if (value.fits[name] === undefined) context.addIssue({ code: 'custom', message: `no fit ${name}` });
    }
  });

function fitsNamedIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) =>
    key === 'fit' && typeof member === 'string' ? [member] : fitsNamedIn(member),
  );
}
