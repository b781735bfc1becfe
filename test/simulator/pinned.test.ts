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

/** Seconds, blocks and bytes, to nine digits, as the constants of the catalogue give them. */
const predicted: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'TensorRT-LLM 0.17, 8B in FP8': {
    decodeOf64: 0.00613909154,
    prefillOf8192: 0.142430021,
    contextSlope: 2.33264946e-8,
    kvBlocks: 15727,
    otherBytes: 1616631560,
    activationBytes: 939524096,
    ttft: 0.0193932098,
    tpot: 0.00591905256,
  },
  'TensorRT-LLM 1.1, 70B in NVFP4 weights on 8 ranks': {
    decodeOf64: 0.0100026712,
    prefillOf8192: 0.312109254,
    contextSlope: 7.26315351e-9,
    kvBlocks: 53046,
    otherBytes: 1741936390,
    activationBytes: 596901888,
    ttft: 0.145833896,
    tpot: 0.00698143615,
  },
  'TensorRT-LLM, 70B on 3 ranks, whose all-reduce no table has': {
    decodeOf64: 0.0184669436,
    prefillOf8192: 0.283263887,
    contextSlope: 2.22186033e-8,
    kvBlocks: 31304,
    otherBytes: 2153502470,
    activationBytes: 794121557,
    ttft: 0.052873117,
    tpot: 0.0194957619,
  },
  'vLLM 0.5.3, 8B': {
    decodeOf64: 0.0122457423,
    prefillOf8192: 0.198413623,
    contextSlope: 4.63152295e-8,
    kvBlocks: 7025,
    otherBytes: 953071698,
    activationBytes: 1327916650,
    ttft: 0.0390793941,
    tpot: 0.00858408132,
  },
  'vLLM 0.28, Mixtral with AWQ on 2 ranks over PCIe': {
    decodeOf64: 0.0140970043,
    prefillOf8192: 1.39705465,
    contextSlope: 2.18086275e-8,
    kvBlocks: 14717,
    otherBytes: 1939026740,
    activationBytes: 973078528,
    ttft: 0.122166478,
    tpot: 0.0114527735,
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
