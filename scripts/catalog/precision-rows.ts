import type { PrecisionFormat, PrecisionStatement } from '../../catalog/precision.ts';

/** A statement on precision as the tables that are kept by hand have it, without the engine. */
export type PrecisionRow = readonly [
  format: PrecisionFormat | '*',
  sm: readonly [number, number],
  range: Pick<PrecisionStatement, 'from' | 'before' | 'through'>,
  supported: boolean | 'unknown',
  because: string,
  source: string,
];

export const statementsOf = (
  engine: PrecisionStatement['engine'],
  rows: readonly PrecisionRow[],
): PrecisionStatement[] =>
  rows.map(([format, sm, range, supported, because, source]) => ({
    engine,
    format,
    sm,
    ...range,
    supported,
    because,
    source,
  }));
