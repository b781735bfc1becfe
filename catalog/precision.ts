import data from './data/precision.json' with { type: 'json' };
import type { Source } from './types.ts';
import { compareVersions, isWithin } from './version.ts';

/** Weight formats as in `--weights`, and what is decided apart from them. */
export type PrecisionFormat =
  | 'fp32'
  | 'bf16'
  | 'fp16'
  | 'fp8'
  | 'nvfp4'
  | 'mxfp4'
  | 'int8-sq'
  | 'int8-wo'
  | 'int4-wo'
  | 'int4-awq'
  | 'int4-gptq'
  | 'w4a8-awq'
  | 'fp8-kv'
  | 'int8-kv'
  | 'fp8-context-fmha';

export type PrecisionEngine = 'tensorrt-llm' | 'vllm' | 'sglang';

/** What a source says about a format on a range of GPUs in a range of releases. */
export interface PrecisionStatement {
  readonly engine: PrecisionEngine;
  readonly format: PrecisionFormat | '*';
  /** Lowest and highest compute capability, both included: `[80, 86]`. */
  readonly sm: readonly [number, number];
  readonly from?: string;
  readonly before?: string;
  /** The last release that was read; what comes later is not known. */
  readonly through?: string;
  readonly supported: boolean | 'unknown';
  readonly because: string;
  readonly source: Source;
}

const statements = data.statements as unknown as readonly PrecisionStatement[];

/** Everything that is known about a format in an engine, of one release or of all. */
export function precisionSupport(
  engine: PrecisionEngine,
  format: PrecisionFormat,
  version?: string,
): readonly PrecisionStatement[] {
  return statements.filter(
    (each) =>
      each.engine === engine &&
      (each.format === format || each.format === '*') &&
      (version === undefined || holdsAt(each, version)),
  );
}

export interface PrecisionAnswer {
  /** `unknown` is not unsupported: no source that was read says either. */
  readonly supported: boolean | 'unknown';
  readonly because: string;
  readonly source: Source;
}

/**
 * Whether an engine takes a format on GPUs of a compute capability. Without a version the answer is certain only where
 * every release agrees.
 */
export function precisionOn(
  engine: PrecisionEngine,
  format: PrecisionFormat,
  sm: number,
  version?: string,
): PrecisionAnswer {
  const here = precisionSupport(engine, format, version).filter(
    (each) => each.sm[0] <= sm && sm <= each.sm[1],
  );
  const first = here[0];
  if (first === undefined) return { supported: 'unknown', because: 'no source says', source: data.source };
  const other = version === undefined ? here.find((each) => each.supported !== first.supported) : undefined;
  if (other === undefined)
    return { supported: first.supported, because: first.because, source: first.source };
  return {
    supported: 'unknown',
    because: `depends on the release: ${first.because}; ${other.because}`,
    source: first.source,
  };
}

/** Why a release does not run on a GPU at all; undefined where it does, or nobody says. */
export const releaseOn = (
  engine: PrecisionEngine,
  sm: number,
  version: string,
): PrecisionStatement | undefined =>
  statements.find(
    (each) =>
      each.engine === engine &&
      each.format === '*' &&
      each.supported === false &&
      each.sm[0] <= sm &&
      sm <= each.sm[1] &&
      holdsAt(each, version),
  );

function holdsAt(statement: PrecisionStatement, version: string): boolean {
  if (!isWithin(version, statement.from, statement.before)) return false;
  return statement.through === undefined || compareVersions(version, statement.through) <= 0;
}
