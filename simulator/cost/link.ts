import type { LinkClass } from '../../catalog/collectives.ts';
import type { Gpu } from '../../catalog/types.ts';

/** A link between GPUs: bytes per second that one rank gets out of it, and its latency. */
export interface Link {
  readonly kind: 'nvlink' | 'pcie';
  readonly link: LinkClass;
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

/**
 * Cards on PCIe alone, bytes per second of bus bandwidth by ranks. Two ranks as measured (L40S). Beyond two the hosts
 * of those measurements had no peer-to-peer path and were several times slower (2 GB/s at eight L40S) than NVIDIA's
 * published throughput allows, so these are set to that: A100 PCIe and L40S rows at gen 4, RTX PRO 6000 at gen 5.
 */
const pcieBus = (generation: number, ranks: number): number => {
  if (generation >= 5) return 45e9;
  return ranks <= 2 ? 20e9 : ranks <= 4 ? 14e9 : 11e9;
};

/** The link that all-reduces of this GPU use. A card without NVLink and without a known PCIe generation counts as gen 4. */
export function linkOf({ nvlinkBandwidth, pcieGeneration }: Gpu, ranks: number): Link {
  if (nvlinkBandwidth > 0) {
    return {
      kind: 'nvlink',
      link: nvlinkBandwidth > 600e9 ? 'nvlink5' : nvlinkBandwidth > 350e9 ? 'nvlink4' : 'nvlink3',
      busBandwidth: nvlinkShare(ranks) * nvlinkBandwidth,
      pairBandwidth: 0.9 * nvlinkBandwidth,
      ringLatency: 6e-6 + 1.2e-6 * ranks,
      source: `${commTables}: A100, H100, H200, B200 SXM`,
    };
  }
  const generation = pcieGeneration ?? 4;
  return {
    kind: 'pcie',
    link: generation >= 5 ? 'pcie5' : 'pcie4',
    busBandwidth: pcieBus(generation, ranks),
    pairBandwidth: pcieBus(generation, 2),
    ringLatency: ranks <= 2 ? 7e-6 : 3e-6 * ranks,
    source: `set to TensorRT-LLM 0.12 to 1.0 performance tables of ${generation >= 5 ? 'RTX PRO 6000' : 'A100 PCIe and L40S'}`,
  };
}
