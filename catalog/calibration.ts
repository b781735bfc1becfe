import type { LinkClass } from './collectives.ts';
import data from './data/calibration.json' with { type: 'json' };
import type { Source } from './types.ts';
import { isWithin } from './version.ts';

/** A measured or fitted number. Times in seconds, sizes in bytes, efficiencies as shares of the data sheet. */
export interface Constant {
  readonly value: number;
  readonly source: Source;
}

export type CalibratedEngine = 'vllm' | 'tensorrt-llm' | 'sglang';

export interface AllReduceConstants {
  readonly link: LinkClass;
  /** Of a message of a few kilobytes. */
  readonly latency: number;
  /** Share of the link's one-way rate that a large all-reduce over eight GPUs reaches as bus bandwidth. */
  readonly busBandwidthShare: number;
  readonly source: Source;
}

export interface Calibration {
  /** When the constants were set. */
  readonly date: string;
  /** How well they did, and on what. */
  readonly fit: string;
  readonly gemmEfficiency: Readonly<Record<'bf16' | 'fp8' | 'nvfp4' | 'int8', Constant>>;
  readonly attentionEfficiency: Constant;
  readonly hbmEfficiency: Readonly<Record<CalibratedEngine, Constant>>;
  readonly kvBandwidthEfficiency: Constant;
  readonly layerOverhead: Readonly<Record<CalibratedEngine, Constant>>;
  /** Host time of a step, by era: `before` is the first release with less. */
  readonly stepOverhead: readonly (Constant & {
    readonly engine: CalibratedEngine;
    readonly before?: string;
  })[];
  readonly perSequenceOverhead: Readonly<Record<CalibratedEngine, Constant>>;
  /** Before the first step of a request: HTTP, tokenising. */
  readonly apiOverhead: Constant;
  /** A decode step without CUDA graphs over one with them. */
  readonly eagerSlowdown: Constant;
  readonly allReduce: readonly AllReduceConstants[];
  /** Between pipeline stages. */
  readonly peerLatency: Constant;
  readonly cudaContextBytes: Constant;
  readonly nonTorchBytes: Constant;
  readonly cudaGraphBytes: Constant;
  /** By number of ranks. */
  readonly ncclBytes: Readonly<Record<'2' | '4' | '8', Constant>>;
  /** One buffer, up to so many ranks. */
  readonly allReduceWorkspaceBytes: Readonly<Record<'2' | '8', Constant>>;
}

export const calibration: Calibration = data as unknown as Calibration;

/** Host time of one step in an engine's release; without a version, that of the newest. */
export function stepOverhead(engine: CalibratedEngine, version?: string): Constant {
  const eras = calibration.stepOverhead.filter((each) => each.engine === engine);
  const era =
    version === undefined ? undefined : eras.find((each) => isWithin(version, undefined, each.before));
  return era ?? eras[eras.length - 1]!;
}
