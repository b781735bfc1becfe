import { z } from 'zod';
import { versionSchema } from './flags.ts';

const source = z.string().min(10);
const constant = (schema: z.ZodNumber) => z.strictObject({ value: schema, source });
const share = z.number().positive().max(1);
const seconds = z.number().positive().max(0.1);
const bytes = z.number().int().positive();
const engines = ['vllm', 'tensorrt-llm', 'sglang'] as const;
const byEngine = (schema: z.ZodNumber) => z.record(z.enum(engines), constant(schema));

export const calibrationSchema = z.strictObject({
  $source: source,
  date: z.iso.date(),
  fit: source,
  gemmEfficiency: z.record(z.enum(['bf16', 'fp8', 'nvfp4', 'int8']), constant(share)),
  attentionEfficiency: constant(share),
  hbmEfficiency: byEngine(share),
  kvBandwidthEfficiency: constant(share),
  layerOverhead: byEngine(seconds),
  stepOverhead: z.array(
    z.strictObject({ engine: z.enum(engines), before: versionSchema.optional(), value: seconds, source }),
  ),
  perSequenceOverhead: byEngine(seconds),
  apiOverhead: constant(seconds),
  eagerSlowdown: constant(z.number().min(1).max(10)),
  allReduce: z
    .array(
      z.strictObject({
        link: z.enum(['nvlink3', 'nvlink4', 'nvlink5', 'pcie4', 'pcie5']),
        latency: seconds,
        busBandwidthShare: share,
        source,
      }),
    )
    .length(5),
  peerLatency: constant(seconds),
  cudaContextBytes: constant(bytes),
  nonTorchBytes: constant(bytes),
  cudaGraphBytes: constant(bytes),
  ncclBytes: z.record(z.enum(['2', '4', '8']), constant(bytes)),
  allReduceWorkspaceBytes: z.record(z.enum(['2', '8']), constant(bytes)),
});
