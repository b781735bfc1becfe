import type { EngineName } from '../../deployment/deployment.ts';
import { versionAtLeast } from '../model/version.ts';

/** A fitted or measured number and where it comes from. */
export interface Constant {
  readonly value: number;
  readonly source: string;
}

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

const chosen =
  'set before looking at data; median error 9.2 % on 692 measured TPOT rows (aiconfigurator silicon_sample.csv 095f58a)';

const common = {
  matrixEfficiency: { value: 0.65, source: chosen },
  weightBandwidth: { value: 0.8, source: chosen },
  kvBandwidth: {
    value: 0.75,
    source:
      '0.90 for one sequence (vLLM blog 2026-04-22), 0.60 to 0.75 in large batches; closed form on 3,977 published rows',
  },
  attentionEfficiency: {
    value: 0.4,
    source: 'closed form on 3,977 published TensorRT-LLM rows: prefill-heavy shapes within 2 %',
  },
  perLayer: { value: 4e-6, source: chosen },
  perStep: { value: 500e-6, source: chosen },
  perSequence: { value: 3e-6, source: chosen },
  expertEfficiency: { value: 1, source: chosen },
  allReduceWait: { value: 8e-6, source: chosen },
} satisfies Partial<CostConstants>;

const tensorrtLlm: CostConstants = {
  ...common,
  allReduceFloor: {
    value: 3.2e-6,
    source: 'aiconfigurator comm tables 095f58a: trtllm custom all-reduce, H100 SXM, 256 B to 8 KiB',
  },
};

const vllm: CostConstants = {
  ...common,
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
  if (engine === 'vllm' && !versionAtLeast(version, 0, 6)) {
    return {
      ...vllm,
      perStep: {
        value: 8e-3,
        source: 'vLLM blog 2024-09-05: 62 % of 13 ms a token is API server and scheduling in 0.5.3',
      },
    };
  }
  return vllm;
}

/** A link between GPUs: bytes per second that one rank gets out of it, and its latency. */
export interface Link {
  readonly kind: 'nvlink' | 'pcie';
  /** Bus bandwidth of a large all-reduce (2(n−1)/n × bytes / time). */
  readonly busBandwidth: number;
  /** Bytes per second between two ranks. */
  readonly pairBandwidth: number;
  /** Latency of the bandwidth-bound algorithm. */
  readonly ringLatency: number;
  readonly source: string;
}

const commTables = 'aiconfigurator comm tables 095f58a, 128 MiB all-reduce';

/** NVLink reaches this share of its one-way rate in a large all-reduce, by ranks. */
const nvlinkShare = (ranks: number): number => (ranks <= 2 ? 0.6 : ranks <= 4 ? 0.7 : 0.75);

/** PCIe cards without NVLink, bytes per second of bus bandwidth by ranks: L40S (gen 4), RTX PRO 6000 (gen 5). */
const pcieBus = (generation: number, ranks: number): number => {
  if (generation >= 5) return ranks <= 2 ? 37e9 : ranks <= 4 ? 25e9 : 24e9;
  return ranks <= 2 ? 20e9 : ranks <= 4 ? 5e9 : 2e9;
};

/** The link that all-reduces of this GPU use. A card without NVLink and without a known PCIe generation counts as gen 4. */
export function linkOf(nvlinkBandwidth: number, pcieGeneration: number | undefined, ranks: number): Link {
  if (nvlinkBandwidth > 0) {
    return {
      kind: 'nvlink',
      busBandwidth: nvlinkShare(ranks) * nvlinkBandwidth,
      pairBandwidth: 0.9 * nvlinkBandwidth,
      ringLatency: 6e-6 + 1.2e-6 * ranks,
      source: `${commTables}: A100, H100, H200, B200 SXM`,
    };
  }
  const generation = pcieGeneration ?? 4;
  return {
    kind: 'pcie',
    busBandwidth: pcieBus(generation, ranks),
    pairBandwidth: pcieBus(generation, 2),
    ringLatency: ranks <= 2 ? 7e-6 : 3e-6 * ranks,
    source: `${commTables}: ${generation >= 5 ? 'RTX PRO 6000' : 'L40S'}`,
  };
}
