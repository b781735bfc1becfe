import type { LinkClass } from './collectives.ts';
import data from './data/calibration.json' with { type: 'json' };
import type { Source } from './types.ts';

/** A measured or fitted number. Times in seconds, sizes in bytes, efficiencies as shares of the data sheet. */
export interface Constant<T = number> {
  readonly value: T;
  /** Where it was measured, or the fit that set it: date, rows and error. */
  readonly source: Source;
}

/** By number of ranks, the next of these that is not less; the last holds for all above. */
export type ByRanks = Readonly<Record<'2' | '4' | '8', number>>;

/** What the all-reduce formula takes over NVLink where no table has the number of ranks. */
export interface NvlinkConstants {
  /** A link belongs to the first class whose one-way rate it exceeds. */
  readonly generations: readonly { readonly link: LinkClass; readonly above: number }[];
  /** Share of the one-way rate that a large all-reduce reaches as bus bandwidth. */
  readonly busBandwidthShare: ByRanks;
  /** Share of it between two ranks. */
  readonly pairBandwidthShare: number;
  /** Latency of the bandwidth-bound algorithm: this, and `latencyPerRank` for each rank. */
  readonly latency: number;
  readonly latencyPerRank: number;
  readonly source: Source;
}

/** The same for cards on PCIe alone, whatever their number. */
export interface PcieConstants {
  /** Bytes per second of bus bandwidth. */
  readonly busBandwidth: ByRanks;
  readonly latencyOfTwo: number;
  /** Of more than two. */
  readonly latencyPerRank: number;
  readonly source: Source;
}

export interface Calibration {
  /** Exponent of the smooth maximum of compute and memory bound. */
  readonly rooflineKnee: Constant;
  /** Between pipeline stages. */
  readonly peerLatency: Constant;
  /** Releases from which an engine prepares a step while the GPU computes the one before it. */
  readonly overlappedHost: readonly {
    readonly engine: string;
    readonly from: string;
    readonly source: Source;
  }[];
  readonly links: {
    readonly nvlink: NvlinkConstants;
    readonly pcie4: PcieConstants;
    readonly pcie5: PcieConstants;
  };
}

export const calibration: Calibration = data as Calibration;

/** The entry of a table by number of ranks. */
export function byRanks(table: ByRanks, ranks: number): number {
  return table[ranks <= 2 ? '2' : ranks <= 4 ? '4' : '8'];
}
