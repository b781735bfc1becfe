import type { Range } from '../grammar/text.ts';

/** Where a value comes from, so that a finding can point at it and a fix can write there. */
export type Origin =
  | { readonly kind: 'file'; readonly path: string; readonly range: Range }
  /** Nobody set it: the default of an engine version, such as `TensorRT-LLM 0.17`. */
  | { readonly kind: 'default'; readonly of: string }
  /** A flag of the batchwise command line, or a knob of the panel. */
  | { readonly kind: 'flag'; readonly flag: string }
  /** Worked out from other values; `from` says how, for a person. */
  | { readonly kind: 'derived'; readonly from: string };

/** A value that knows where it comes from. */
export interface Traced<T> {
  readonly value: T;
  readonly origin: Origin;
}

export const inFile = <T>(value: T, path: string, range: Range): Traced<T> => ({
  value,
  origin: { kind: 'file', path, range },
});
export const byDefault = <T>(value: T, of: string): Traced<T> => ({ value, origin: { kind: 'default', of } });
export const byFlag = <T>(value: T, flag: string): Traced<T> => ({ value, origin: { kind: 'flag', flag } });
export const derived = <T>(value: T, from: string): Traced<T> => ({
  value,
  origin: { kind: 'derived', from },
});
