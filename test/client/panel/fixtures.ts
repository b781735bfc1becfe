import { gpus } from '../../../catalog/gpus.ts';
import { models } from '../../../catalog/models.ts';
import type { Gpu, ModelArchitecture } from '../../../catalog/types.ts';
import type { BatchingKind, Deployment } from '../../../deployment/deployment.ts';
import { byDefault, derived, inFile } from '../../../deployment/traced.ts';
import type { MemoryBreakdown } from '../../../simulator/memory/breakdown.ts';
import type { Distribution, Prediction } from '../../../simulator/prediction.ts';

export const h100: Gpu = gpus.find(({ name }) => name.startsWith('H100-SXM'))!;
export const llama8b: ModelArchitecture = models.find(({ name }) => /Llama-3\.1-8B/i.test(name))!;

const path = 'model_repository/tensorrt_llm/config.pbtxt';
const at = (start: number) => ({ start, end: start + 4 });

/** A deployment with one value of every kind of origin. */
export const deployment: Deployment = {
  name: 'tensorrt_llm',
  path,
  engine: { name: inFile('tensorrt-llm', path, at(0)), version: byDefault('1.0', 'the image') },
  model: { architecture: derived(llama8b, 'build.sh') },
  precision: { weights: inFile('bf16', 'build.sh', at(10)) },
  parallelism: { tensor: inFile(1, 'build.sh', at(20)), pipeline: inFile(2, 'build.sh', at(30)) },
  gpu: { model: inFile(h100, 'build.sh', at(40)), count: inFile(2, 'build.sh', at(40)) },
  limits: { maxBatchSize: inFile(64, path, at(50)) },
  kvCache: { memoryFraction: inFile(0.9, path, at(60)) },
  batching: { kind: inFile('inflight', path, at(70)) },
};

const flat = (value: number): Distribution => ({
  mean: value,
  p50: value,
  p90: value,
  p95: value,
  p99: value,
});

export const fittingMemory: MemoryBreakdown = {
  gpuBytes: 80e9,
  items: [
    { id: 'weights', label: 'Weights', bytes: 16e9, formula: '8e9 × 2 B', source: '' },
    { id: 'activations', label: 'Activations', bytes: 4e9, formula: '', source: '' },
    { id: 'kv-cache', label: 'KV cache', bytes: 50e9, formula: '', source: '' },
    { id: 'cuda-graphs', label: 'CUDA graphs', bytes: 0, formula: '', source: '' },
  ],
  weightsBytes: 16e9,
  kvCacheBytes: 50e9,
  kvCacheTokens: 381_000,
  kvBytesPerToken: 131_072,
  kvBlocks: 11_906,
  activationBytes: 4e9,
  otherBytes: 0,
  freeBytes: 10e9,
  fits: true,
  longestRequest: 8_192,
  maxConcurrentLongest: 46,
};

/** Rows of `[slot, arrived, scheduled, firstToken, finished, released]`. */
export type Row = readonly [number, number, number, number, number, number];

/** A prediction with this timeline; everything else as `changed` says. */
export function prediction(
  batching: BatchingKind,
  rows: readonly Row[],
  changed: Partial<Prediction> = {},
): Prediction {
  const column = (index: number) => Float64Array.from(rows, (row) => row[index]!);
  const ones = new Int32Array(rows.length).fill(1);
  return {
    batching,
    memory: fittingMemory,
    ttft: flat(0.1),
    tpot: flat(0.01),
    itl: flat(0.01),
    e2e: flat(1),
    queue: flat(0),
    count: rows.length,
    promptTokens: 1,
    cachedTokens: 0,
    cacheHitRate: 0,
    cacheEvictions: 0,
    hostFetchedBlocks: 0,
    timedOut: 0,
    largestBatch: 1,
    kvUsed: { mean: 0, most: 0 },
    busy: 1,
    spent: { server: 0, queue: 0, prefill: 0, decode: 0, paused: 0, padding: 0 },
    duration: Math.max(0, ...rows.map((row) => row[5]).filter(Number.isFinite)),
    requestsPerSecond: 10,
    outputTokensPerSecond: 1_000,
    totalTokensPerSecond: 2_000,
    completed: rows.length,
    rejected: 0,
    preemptions: 0,
    saturated: false,
    usefulSlotShare: 1,
    paddedRowShare: 0,
    meanBatch: 4,
    steps: 100,
    errorBand: { ttft: null, tpot: null, evidence: 'No measured row like this one.' },
    notes: [],
    requests: {
      count: rows.length,
      slot: Int32Array.from(rows, (row) => row[0]),
      arrived: column(1),
      scheduled: column(2),
      firstToken: column(3),
      finished: column(4),
      released: column(5),
      promptTokens: ones,
      outputTokens: ones,
      cachedTokens: ones,
      preemptions: ones,
    },
    occupancy: {
      time: new Float64Array(),
      running: new Float64Array(),
      waiting: new Float64Array(),
      kvUsed: new Float64Array(),
    },
    ...changed,
  };
}
