import { z } from 'zod';

const source = z.string().min(20);
const share = z.number().positive().max(1);
const seconds = z.number().positive().max(0.1);
const rate = z.number().positive();
const count = z.number().positive().max(10);
const ranks = (value: z.ZodType) => z.strictObject({ '2': value, '4': value, '8': value });
const constant = (value: z.ZodType) => z.strictObject({ value, source });

const pcie = z.strictObject({
  busBandwidth: ranks(rate),
  latencyOfTwo: seconds,
  latencyPerRank: seconds,
  source,
});

export const calibrationSchema = z.strictObject({
  overlappedHost: z.array(z.strictObject({ engine: z.string(), from: z.string(), source: source })),
  $source: source,
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
});
