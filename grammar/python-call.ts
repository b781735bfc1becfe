import type { HostKind } from './command.ts';
import type { Range } from './text.ts';

/** A call in Python code. */
export interface PythonCall {
  /**
   * What is called, with imports and variables resolved: `vllm.LLM`, `torch.onnx.export`; a method of an object as
   * `vllm.LLM.generate`. A name that nothing explains stays as it is written.
   */
  readonly name: string;
  readonly nameRange: Range;
  readonly positional: readonly PythonValue[];
  readonly keywords: readonly PythonKeyword[];
  /** True where `*args` or `**kwargs` may hold more arguments than can be seen. */
  readonly open: boolean;
  readonly range: Range;
  readonly host: HostKind;
}

export interface PythonKeyword {
  readonly name: string;
  /** Where the name stands: in `**{"tensor_parallel_size": 2}` the key. */
  readonly nameRange: Range;
  readonly value: PythonValue;
}

/** An expression as far as it can be told without running it. The range is that of the argument, not of a constant's value. */
export type PythonValue =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null; readonly range: Range }
  /** A list, tuple or set. */
  | { readonly kind: 'list'; readonly items: readonly PythonValue[]; readonly range: Range }
  | { readonly kind: 'dict'; readonly entries: readonly PythonEntry[]; readonly range: Range }
  | { readonly kind: 'call'; readonly call: PythonCall; readonly range: Range }
  /** A name out of a module, such as `torch.float16`. */
  | { readonly kind: 'name'; readonly name: string; readonly range: Range }
  | { readonly kind: 'unknown'; readonly range: Range };

export interface PythonEntry {
  readonly key: PythonValue;
  readonly value: PythonValue;
}

/** The argument of a keyword, the last one where it is given twice. */
export const keywordOf = (call: PythonCall, name: string): PythonKeyword | undefined =>
  call.keywords.findLast((keyword) => keyword.name === name);

/** The argument of a parameter: by keyword, else by its place. */
export const argumentOf = (call: PythonCall, name: string, place?: number): PythonValue | undefined =>
  keywordOf(call, name)?.value ?? (place === undefined ? undefined : call.positional[place]);
