import type { LinkClass } from './collectives.ts';
import data from './data/calibration.json' with { type: 'json' };
import type { Source } from './types.ts';
import { isWithin } from './version.ts';

/** A measured or fitted number. Times in seconds, sizes in bytes, efficiencies as shares of the data sheet. */
export interface Constant<T = number> {
  readonly value: T;
  /** Where it was measured, or the fit that set it: date, rows and error. */
  readonly source: Source;
}

/** By number of ranks, the next of these that is not less; the last holds for all above. */
export type ByRanks = Readonly<Record<'2' | '4' | '8', number>>;

export type CalibratedEngine = 'vllm' | 'tensorrt-llm';

/** The constants of the cost model that an engine has of its own. */
export interface EngineConstants {
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
  /** HTTP and tokenising, once for each request before the engine has it. */
  readonly perRequest: Constant;
  /** An all-reduce of a few kilobytes over NVLink. */
  readonly allReduceFloor: Constant;
  /** What ranks wait for each other at an all-reduce, for each doubling of their number. */
  readonly allReduceWait: Constant;
}

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
  readonly engines: Readonly<Record<CalibratedEngine, EngineConstants>>;
  /** Host time of a step in releases before `before`, where it was another. */
  readonly earlierSteps: readonly (Constant & {
    readonly engine: CalibratedEngine;
    readonly before: string;
  })[];
  /** Share of `matrixEfficiency` that NVFP4 products reach. */
  readonly nvfp4Share: Constant;
  /** Exponent of the smooth maximum of compute and memory bound. */
  readonly rooflineKnee: Constant;
  /** Between pipeline stages. */
  readonly peerLatency: Constant;
  readonly links: {
    readonly nvlink: NvlinkConstants;
    readonly pcie4: PcieConstants;
    readonly pcie5: PcieConstants;
  };
}

interface Fit {
  readonly date: string;
  readonly rows: string;
  readonly error: string;
}

/** In the file a constant may name a fit in place of its source: one text for all constants that it set. */
function withSources(value: unknown, fits: Readonly<Record<string, Fit>>): unknown {
  if (Array.isArray(value)) return value.map((each) => withSources(each, fits));
  if (typeof value !== 'object' || value === null) return value;
  const { fit, ...rest } = value as Readonly<Record<string, unknown>>;
  const known = typeof fit === 'string' ? fits[fit] : undefined;
  const source = known && `fitted on ${known.date} to ${known.rows}; ${known.error}`;
  const members = Object.entries(rest).map(([name, member]) => [name, withSources(member, fits)]);
  return { ...Object.fromEntries(members), ...(source === undefined ? {} : { source }) };
}

const { fits, ...constants } = data;

export const calibration: Calibration = withSources(constants, fits) as Calibration;

/** The constants of an engine's release; without a version, those of the newest. */
export function engineConstants(engine: CalibratedEngine, version?: string): EngineConstants {
  const newest = calibration.engines[engine];
  const era =
    version === undefined
      ? undefined
      : calibration.earlierSteps.find(
          (each) => each.engine === engine && isWithin(version, undefined, each.before),
        );
  return era ? { ...newest, perStep: era } : newest;
}

/** The entry of a table by number of ranks. */
export function byRanks(table: ByRanks, ranks: number): number {
  return table[ranks <= 2 ? '2' : ranks <= 4 ? '4' : '8'];
}
