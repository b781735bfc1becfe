import type { Constant } from './calibration.ts';
import data from './data/step-constants.json' with { type: 'json' };
import { isWithin } from './version.ts';

export type FittedEngine = 'vllm' | 'tensorrt-llm' | 'sglang';

/** What is left to an engine once the kernels are known. Factors on kernel rates, and seconds. */
export interface StepConstants {
  /** Factors on the rates of `efficiency.json`: dense products, bytes of weights, experts, KV cache, prompt attention. */
  readonly matrixRate: Constant;
  /** Beside `matrixRate`, on products in fewer than 16 bits: engines fuse the quantisation or do not. */
  readonly narrowRate: Constant;
  readonly weightRate: Constant;
  readonly expertRate: Constant;
  /** On the bytes of experts' weights, as `expertRate` is on their operations. */
  readonly expertWeightRate: Constant;
  readonly kvRate: Constant;
  readonly attentionRate: Constant;
  /** How much more rows the busiest rank of experts has, for each share of them that is elsewhere. */
  readonly expertSkew: Constant;
  /** Factor on the launches of the kernels; on what a narrow format adds to one; on those of grouped experts. */
  readonly launchFactor: Constant;
  readonly narrowLaunch: Constant;
  readonly expertLaunch: Constant;
  /** Small kernels of one layer: norms, rotary embedding, activation. */
  readonly perLayer: Constant;
  /** Router, permutation and what else a layer with experts adds. */
  readonly perExpertLayer: Constant;
  /** What ranks that deal whole experts among them add to such a layer: handing tokens over, waiting for the slowest. */
  readonly expertExchange: Constant;
  /** Host time to launch one layer where no CUDA graph covers the step: one with prompt tokens. */
  readonly eagerLayer: Constant;
  readonly eagerExpertLayer: Constant;
  /** Scheduling, input preparation, sampling of one step, and the same for each sequence. */
  readonly perStep: Constant;
  readonly perSequence: Constant;
  /** HTTP and tokenising, once for each request before the engine has it. */
  readonly perRequest: Constant;
  /** An all-reduce of a few kilobytes over NVLink where no table has it; what ranks wait, for each doubling of them. */
  readonly allReduceFloor: Constant;
  readonly allReduceWait: Constant;
}

export type StepConstantName = keyof StepConstants;

interface Era {
  readonly engine: string;
  /** Releases before this one; the newest era has none. */
  readonly before?: string;
  readonly source: string;
  readonly values: Readonly<Record<StepConstantName, number>>;
}

const eras: readonly Era[] = data.eras;
const byEra = new Map(
  eras.map((era) => [
    era,
    Object.fromEntries(
      Object.entries(era.values).map(([name, value]) => [name, { value, source: era.source }]),
    ) as unknown as StepConstants,
  ]),
);

/** The constants of an engine's release; without a version, those of the newest. */
export function stepConstants(engine: FittedEngine, version?: string): StepConstants {
  return byEra.get(eraOf(engine, version))!;
}

/** A name for the era of a release: constants are fitted and errors counted by it. */
export function eraName(engine: FittedEngine, version?: string): string {
  const { before } = eraOf(engine, version);
  return before === undefined ? engine : `${engine} before ${before}`;
}

/** In the file the eras of an engine stand from the oldest to the newest. */
function eraOf(engine: FittedEngine, version: string | undefined): Era {
  const own = eras.filter((each) => each.engine === engine);
  const newest = own.at(-1)!;
  if (version === undefined) return newest;
  return own.find((each) => each.before === undefined || isWithin(version, undefined, each.before)) ?? newest;
}
