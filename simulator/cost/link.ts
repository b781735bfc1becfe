import { byRanks, calibration } from '../../catalog/calibration.ts';
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

/** The link that all-reduces of this GPU use. A card without NVLink and without a known PCIe generation counts as gen 4. */
export function linkOf({ nvlinkBandwidth, pcieGeneration }: Gpu, ranks: number): Link {
  return nvlinkBandwidth > 0
    ? nvlinkOf(nvlinkBandwidth, ranks)
    : pcieOf((pcieGeneration ?? 4) >= 5 ? 'pcie5' : 'pcie4', ranks);
}

function nvlinkOf(bandwidth: number, ranks: number): Link {
  const { generations, busBandwidthShare, pairBandwidthShare, latency, latencyPerRank, source } =
    calibration.links.nvlink;
  return {
    kind: 'nvlink',
    link: generations.find(({ above }) => bandwidth > above)?.link ?? 'nvlink3',
    busBandwidth: byRanks(busBandwidthShare, ranks) * bandwidth,
    pairBandwidth: pairBandwidthShare * bandwidth,
    ringLatency: latency + latencyPerRank * ranks,
    source,
  };
}

/** Beyond two ranks the bandwidth is that of published throughput, not of the hosts measured (catalogue: calibration). */
function pcieOf(link: 'pcie4' | 'pcie5', ranks: number): Link {
  const { busBandwidth, latencyOfTwo, latencyPerRank, source } = calibration.links[link];
  return {
    kind: 'pcie',
    link,
    busBandwidth: byRanks(busBandwidth, ranks),
    pairBandwidth: busBandwidth['2'],
    ringLatency: ranks <= 2 ? latencyOfTwo : latencyPerRank * ranks,
    source,
  };
}
