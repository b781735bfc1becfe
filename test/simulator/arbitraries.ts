import fc from 'fast-check';
import type { EngineSpec, Workload } from '../../simulator/index.ts';
import { engineSpec, llama8b, mixtral } from './specs.ts';

const lengths = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), tokens: fc.integer({ min: 1, max: 300 }) }),
  fc.record({
    kind: fc.constant('uniform' as const),
    low: fc.integer({ min: 1, max: 50 }),
    high: fc.integer({ min: 51, max: 400 }),
  }),
  fc.record({
    kind: fc.constant('lognormal' as const),
    median: fc.integer({ min: 5, max: 200 }),
    sigma: fc.double({ min: 0.1, max: 1.2, noNaN: true }),
  }),
);

const rate = fc.double({ min: 0.5, max: 400, noNaN: true });
/** Small workloads of every kind. */
export const workloads: fc.Arbitrary<Workload> = fc.record(
  {
    arrivals: fc.oneof(
      fc.record({ kind: fc.constant('poisson' as const), rate }),
      fc.record({
        kind: fc.constant('gamma' as const),
        rate,
        cv: fc.double({ min: 0.2, max: 4, noNaN: true }),
      }),
      fc.record({ kind: fc.constant('ramp' as const), from: rate, to: rate }),
      fc.record({ kind: fc.constant('closed' as const), concurrency: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ kind: fc.constant('offline' as const) }),
    ),
    prompt: lengths,
    output: lengths,
    requests: fc.integer({ min: 1, max: 60 }),
    seed: fc.integer(),
    priorityShares: fc.constantFrom([0.3, 0.7], [0.1, 0.2, 0.7]),
    clientTimeout: fc.constantFrom(0.02, 0.3, 3),
  },
  { requiredKeys: ['arrivals', 'prompt', 'output', 'requests', 'seed'] },
);

/** Small deployments under every engine, release and policy, short of everything now and then. */
export const specs: fc.Arbitrary<EngineSpec> = fc
  .record({
    release: fc.constantFrom(
      ['tensorrt-llm', '0.17.0'] as const,
      ['vllm', '0.28.0'] as const,
      ['vllm', '0.10.0'] as const,
      ['vllm', '0.6.6'] as const,
      ['vllm', '0.3.0'] as const,
      ['sglang', '0.5.0'] as const,
      ['tgi', '3.0.0'] as const,
    ),
    vllm: fc.record({
      longPrefillTokens: fc.constantFrom(0, 50),
      watermark: fc.constantFrom(0, 0.05),
      delayFactor: fc.constantFrom(0, 0.5, 3),
      stepsAtOnce: fc.constantFrom(1, 1, 3, 8),
      overlap: fc.boolean(),
      endsUnforeseen: fc.boolean(),
      partialPrefills: fc.constantFrom(1, 2, 4),
      longPartialPrefills: fc.constantFrom(1, 2),
      preemption: fc.constantFrom('recompute' as const, 'swap' as const),
      swapBytes: fc.constantFrom(2 ** 20, 2 ** 32),
    }),
    sglang: fc.record({
      mixedChunk: fc.boolean(),
      overlap: fc.boolean(),
      order: fc.constantFrom(
        'fcfs' as const,
        'lpm' as const,
        'dfs-weight' as const,
        'lof' as const,
        'random' as const,
      ),
      conservativeness: fc.constantFrom(0.1, 1),
      maxPrefillTokens: fc.constantFrom(200, 16384),
    }),
    tensorrtLlm: fc.record({
      chunking: fc.constantFrom('first-come-first-served' as const, 'equal-progress' as const),
      overlap: fc.boolean(),
      endsUnforeseen: fc.boolean(),
      dynamicBatch: fc.record({
        batchSize: fc.boolean(),
        maxNumTokens: fc.boolean(),
        window: fc.integer({ min: 1, max: 128 }),
      }),
    }),
    cudaGraphs: fc.constantFrom(
      undefined,
      { sizes: [1, 2, 4, 8, 16], padding: true },
      { sizes: [1, 3, 8], padding: false },
    ),
    tgi: fc.record({
      waitingServedRatio: fc.constantFrom(0.3, 1.2, 4),
      maxWaitingTokens: fc.constantFrom(1, 5, 20),
    }),
    priorities: fc.boolean(),
    prefixCaching: fc.boolean(),
    model: fc.constantFrom(
      llama8b,
      mixtral,
      { ...llama8b, slidingWindow: 128 },
      { ...llama8b, slidingWindow: 97, slidingPattern: '5:1' },
    ),
    maxBatchSize: fc.integer({ min: 1, max: 32 }),
    maxNumTokens: fc.integer({ min: 64, max: 2048 }),
    maxSeqLen: fc.integer({ min: 128, max: 1024 }),
    blockTokens: fc.constantFrom(1, 16, 32, 64),
    maxKvTokens: fc.integer({ min: 300, max: 3000 }),
    pipelineParallel: fc.integer({ min: 1, max: 3 }),
    instances: fc.integer({ min: 1, max: 2 }),
    kind: fc.constantFrom('static' as const, 'dynamic' as const, 'inflight' as const),
    policy: fc.constantFrom(
      'guaranteed-no-evict' as const,
      'max-utilization' as const,
      'static-batch' as const,
    ),
    chunkedPrefill: fc.boolean(),
    maxQueueDelay: fc.constantFrom(0, 0.002, 0.1),
    fullBatchTimeout: fc.constantFrom(undefined, 0.05, 1),
    preferredBatchSizes: fc.uniqueArray(fc.integer({ min: 1, max: 32 }), { maxLength: 3 }),
  })
  .map(({ release, kind, policy, chunkedPrefill, maxQueueDelay, preferredBatchSizes, ...rest }) => {
    const { tensorrtLlm, vllm, sglang, tgi, priorities, fullBatchTimeout, cudaGraphs, ...spec } = rest;
    const batching = { kind, policy, chunkedPrefill, maxQueueDelay, preferredBatchSizes, priorities };
    return engineSpec({
      ...spec,
      ...(cudaGraphs && { cudaGraphs }),
      engine: release[0],
      engineVersion: release[1],
      // Two copies of Mixtral in 4 bits fit one GPU.
      weights: 'int4-awq',
      batching: {
        ...batching,
        tensorrtLlm,
        vllm,
        sglang,
        tgi,
        ...(fullBatchTimeout !== undefined && { fullBatchTimeout }),
      },
    });
  });
