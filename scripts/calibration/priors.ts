import type { StepConstantName } from '../../catalog/step-constants.ts';

type Values = Readonly<Record<StepConstantName, number>>;

/** Where a fit starts and how far, as a factor's standard deviation, it may go without strong evidence. */
export interface EraPrior {
  readonly engine: 'vllm' | 'tensorrt-llm' | 'sglang';
  readonly before?: string;
  readonly start: Values;
}

/**
 * Kernels are taken as measured, so factors start at 1. Times are orders of magnitude: a layer's small kernels a few
 * microseconds, a step's scheduling half a millisecond.
 */
const modern: Values = {
  matrixRate: 1,
  narrowRate: 1,
  weightRate: 1,
  expertRate: 1,
  expertWeightRate: 1,
  kvRate: 1,
  attentionRate: 1,
  expertSkew: 0.2,
  launchFactor: 0.8,
  narrowLaunch: 0.8,
  expertLaunch: 0.7,
  perLayer: 5e-6,
  perExpertLayer: 1e-5,
  expertExchange: 5e-6,
  eagerLayer: 2e-4,
  eagerExpertLayer: 2e-4,
  perStep: 5e-4,
  perSequence: 8e-6,
  perRequest: 2e-2,
  allReduceFloor: 4.7e-6,
  allReduceWait: 3e-6,
};
/** Kernel floor of TensorRT-LLM's custom all-reduce (ai-dynamo/aiconfigurator comm tables 095f58a, H100 SXM, 8 KiB). */
const tensorrt: Values = { ...modern, allReduceFloor: 3.2e-6 };

/** Eras part where an engine's host path changed: vLLM 0.6 (blog of 2024-09-05), TensorRT-LLM's PyTorch back end in 0.20. */
export const priors: readonly EraPrior[] = [
  {
    engine: 'vllm',
    before: '0.3.0',
    start: { ...modern, launchFactor: 1, perStep: 5e-3, perSequence: 1e-4, eagerLayer: 3e-4 },
  },
  {
    engine: 'vllm',
    before: '0.6.0',
    start: { ...modern, launchFactor: 1, perStep: 6e-3, perSequence: 1e-4 },
  },
  { engine: 'vllm', start: modern },
  {
    engine: 'tensorrt-llm',
    before: '0.10.0',
    start: { ...tensorrt, perRequest: 1e-3, eagerLayer: 5e-5, perStep: 1e-3 },
  },
  { engine: 'tensorrt-llm', before: '0.20.0', start: { ...tensorrt, perRequest: 5e-3, eagerLayer: 5e-5 } },
  { engine: 'tensorrt-llm', start: { ...tensorrt, perRequest: 5e-2, eagerExpertLayer: 8e-4 } },
  { engine: 'sglang', start: { ...modern, perRequest: 5e-2 } },
];

/** Standard deviation of the logarithm around the start. */
const spread: Readonly<Partial<Record<StepConstantName, number>>> = {
  // Rows of an era may all be in one format: then these two cannot be told apart, and both stay near the kernels.
  matrixRate: 0.06,
  narrowRate: 0.1,
  weightRate: 0.15,
  expertRate: 0.3,
  expertWeightRate: 0.15,
  kvRate: 0.2,
  attentionRate: 0.3,
  launchFactor: 0.3,
  narrowLaunch: 0.35,
  expertLaunch: 0.4,
  expertSkew: 0.3,
  // On one model and card with whole and with split experts the time per token is the same (DeepSeek-V3 on H200).
  expertExchange: 0.4,
  // Some tens of launches of 5 µs: what a first token takes beyond that is the server's, not the layers'.
  eagerLayer: 0.5,
  eagerExpertLayer: 0.8,
  perRequest: 0.5,
};
export const spreadOf = (name: StepConstantName): number => spread[name] ?? 1;

/** Bounds keep a fit physical: no kernel is faster than measured by more than this, no time is negative. */
export const bounds: Readonly<Partial<Record<StepConstantName, readonly [number, number]>>> = {
  matrixRate: [0.5, 1.1],
  narrowRate: [0.6, 1.6],
  weightRate: [0.6, 1.12],
  expertRate: [0.3, 3],
  expertWeightRate: [0.5, 1.3],
  kvRate: [0.4, 1.15],
  attentionRate: [0.3, 2],
  launchFactor: [0.05, 2],
  narrowLaunch: [0.02, 1.5],
  expertLaunch: [0.05, 2],
  expertSkew: [0.01, 2],
};

/** All but the kernel floor, which was measured. */
export const fittedNames = (Object.keys(modern) as StepConstantName[]).filter(
  (name) => name !== 'allReduceFloor',
);
