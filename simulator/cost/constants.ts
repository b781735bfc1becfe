import { type Constant, calibration, stepOverhead } from '../../catalog/calibration.ts';
import type { EngineName } from '../../deployment/deployment.ts';

/** The few constants of the cost model. Efficiencies are shares of the data sheet; times are seconds. */
export interface CostConstants {
  /** Tensor-core rate that large matrix products reach. */
  readonly matrixEfficiency: Constant;
  /** Device memory bandwidth that weights are streamed at. */
  readonly weightBandwidth: Constant;
  /** Share of the two rates above that grouped products of routed experts reach. */
  readonly expertEfficiency: Constant;
  /** Device memory bandwidth at which decode attention reads the KV cache. */
  readonly kvBandwidth: Constant;
  /** Tensor-core rate of prefill attention. */
  readonly attentionEfficiency: Constant;
  /** Launches and small kernels of one layer. */
  readonly perLayer: Constant;
  /** Scheduling, input preparation, sampling of one step. */
  readonly perStep: Constant;
  /** The same for each sequence of the step. */
  readonly perSequence: Constant;
  /** An all-reduce of a few kilobytes over NVLink. */
  readonly allReduceFloor: Constant;
  /** What ranks wait for each other at an all-reduce, for each doubling of their number. */
  readonly allReduceWait: Constant;
}

const fittedVllm =
  "fitted on 2026-11-24 to TPOT rows of dense models (InferenceX through aiconfigurator 095f58a; H100, H200, B200) and vLLM's published H100 law; on all 225 rows, those of the fit among them: median error 3.8 %, mean 8.3 %";
const fittedTensorrtLlm =
  'fitted on 2026-11-24 to rows of dense models (TensorRT-LLM 0.12 to 1.0 performance tables, InferenceX; A100, H100, H200, GH200); on all 1,181 table rows with NVLink, those of the fit among them: median error 7.8 %, mean 19 %';

/** No fit moved it. */
const kvBandwidth = calibration.kvBandwidthEfficiency;

const tensorrtLlm: CostConstants = {
  matrixEfficiency: { value: 0.58, source: fittedTensorrtLlm },
  weightBandwidth: { value: 0.83, source: fittedTensorrtLlm },
  expertEfficiency: {
    value: 0.66,
    source:
      'fitted on 2026-11-24 to mixtures of experts (TensorRT-LLM 0.12 to 1.0 performance tables); on all 217 rows: median error 25 %, mean 31 %',
  },
  kvBandwidth,
  attentionEfficiency: { value: 0.5, source: fittedTensorrtLlm },
  perLayer: calibration.layerOverhead['tensorrt-llm'],
  perStep: stepOverhead('tensorrt-llm'),
  perSequence: { value: 6e-6, source: fittedTensorrtLlm },
  allReduceWait: { value: 9.5e-6, source: fittedTensorrtLlm },
  allReduceFloor: {
    value: 3.2e-6,
    source: 'aiconfigurator comm tables 095f58a: trtllm custom all-reduce, H100 SXM, 256 B to 8 KiB',
  },
};

const vllm: CostConstants = {
  matrixEfficiency: { value: 0.5, source: fittedVllm },
  weightBandwidth: { value: 0.8, source: fittedVllm },
  expertEfficiency: {
    value: 0.66,
    source:
      'fitted on 2026-11-24 to TPOT rows of mixtures of experts (InferenceX); on all 415 rows: median error 13 %, mean 17 %',
  },
  kvBandwidth,
  attentionEfficiency: { value: 0.55, source: fittedVllm },
  perLayer: { value: 20e-6, source: fittedVllm },
  perStep: { value: 250e-6, source: fittedVllm },
  perSequence: { value: 16e-6, source: fittedVllm },
  allReduceWait: { value: 6e-6, source: fittedVllm },
  allReduceFloor: {
    value: 4.7e-6,
    source: 'aiconfigurator comm tables 095f58a: vllm custom all-reduce, H100 SXM, 256 B to 8 KiB',
  },
};

/**
 * Constants by engine and era. SGLang and TGI have no fit of their own and use vLLM's; Triton's other backends use
 * TensorRT-LLM's (`specOf` lists both as assumptions).
 */
export function constantsOf(engine: EngineName, version: string | undefined): CostConstants {
  if (engine === 'tensorrt-llm' || engine === 'triton') return tensorrtLlm;
  if (engine !== 'vllm') return vllm;
  // The fit is of today's releases; an older era brings its own host time.
  const era = stepOverhead('vllm', version);
  return era === stepOverhead('vllm') ? vllm : { ...vllm, perStep: era };
}
