import { describe, expect, it } from 'vitest';
import { type EngineSpec, memoryOf, simulate, stepCost } from '../../simulator/index.ts';
import { engineSpec, llama70b, mixtral } from './specs.ts';

const deployments: Readonly<Record<string, EngineSpec>> = {
  'TensorRT-LLM 0.17, 8B in FP8': engineSpec(),
  'TensorRT-LLM 1.1, 70B in NVFP4 weights on 8 ranks': engineSpec({
    engineVersion: '1.1.0',
    model: llama70b,
    weights: 'nvfp4',
    tensorParallel: 8,
  }),
  'TensorRT-LLM, 70B on 3 ranks, whose all-reduce no table has': engineSpec({
    model: llama70b,
    tensorParallel: 3,
    pipelineParallel: 2,
  }),
  'vLLM 0.5.3, 8B': engineSpec({ engine: 'vllm', engineVersion: '0.5.3', weights: 'bf16', kvFormat: 'bf16' }),
  'vLLM 0.28, Mixtral with AWQ on 2 ranks over PCIe': engineSpec({
    engine: 'vllm',
    engineVersion: '0.28.0',
    model: mixtral,
    weights: 'int4-awq',
    kvFormat: 'bf16',
    tensorParallel: 2,
    gpu: { ...engineSpec().gpu, nvlinkBandwidth: 0, pcieGeneration: 5 },
  }),
};

/** Seconds, blocks and bytes, to nine digits, from before the constants moved into the catalogue; TTFT of vLLM with its API time;
 * memory as the logs of each engine have it. */
const predicted: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'TensorRT-LLM 0.17, 8B in FP8': {
    decodeOf64: 0.00401459827,
    prefillOf8192: 0.136266388,
    contextSlope: 2.60839801e-8,
    kvBlocks: 15727,
    otherBytes: 1616631562,
    activationBytes: 939524096,
    ttft: 0.00909647363,
    tpot: 0.00364189532,
  },
  'TensorRT-LLM 1.1, 70B in NVFP4 weights on 8 ranks': {
    decodeOf64: 0.0121649211,
    prefillOf8192: 0.366857594,
    contextSlope: 8.15124378e-9,
    kvBlocks: 53046,
    otherBytes: 1741936394,
    activationBytes: 596901888,
    ttft: 0.0383023099,
    tpot: 0.00912470024,
  },
  'TensorRT-LLM, 70B on 3 ranks, whose all-reduce no table has': {
    decodeOf64: 0.0132054773,
    prefillOf8192: 0.275754546,
    contextSlope: 2.44537313e-8,
    kvBlocks: 31304,
    otherBytes: 2153502474,
    activationBytes: 794121557.3,
    ttft: 0.0255245806,
    tpot: 0.0128148449,
  },
  'vLLM 0.5.3, 8B': {
    decodeOf64: 0.0153962009,
    prefillOf8192: 0.272644757,
    contextSlope: 5.21679602e-8,
    kvBlocks: 7025,
    otherBytes: 953071698,
    activationBytes: 1327916646,
    ttft: 0.0472579807,
    tpot: 0.0152680775,
  },
  'vLLM 0.28, Mixtral with AWQ on 2 ranks over PCIe': {
    decodeOf64: 0.0105155814,
    prefillOf8192: 0.418614245,
    contextSlope: 2.60839801e-8,
    kvBlocks: 14742,
    otherBytes: 1831652557,
    activationBytes: 973078528,
    ttft: 0.0459002932,
    tpot: 0.00753393363,
  },
};

describe('what the constants predict changes only with a new fit', () => {
  it.each(Object.entries(deployments))('%s', (name, spec) => {
    const cost = stepCost(spec);
    const memory = memoryOf(spec);
    const prediction = simulate(spec, {
      arrivals: { kind: 'poisson', rate: 4 },
      prompt: { kind: 'fixed', tokens: 512 },
      output: { kind: 'fixed', tokens: 128 },
      requests: 100,
      seed: 1,
    });
    const found = {
      decodeOf64: cost.base(64, 64, 64),
      prefillOf8192: cost.base(8192, 8, 8) + cost.prefillAttention(8192, 0),
      contextSlope: cost.contextSlope,
      kvBlocks: memory.kvBlocks,
      otherBytes: memory.otherBytes,
      activationBytes: memory.activationBytes,
      ttft: prediction.ttft.p50,
      tpot: prediction.tpot.mean,
    };
    for (const [what, value] of Object.entries(predicted[name]!)) {
      expect(found[what as keyof typeof found] / value, what).toBeCloseTo(1, 8);
    }
  });
});
