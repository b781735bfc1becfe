import type { Range } from '../text.ts';
import type { Tree } from '../tree.ts';

/** The protocol-buffer text format as written, before any schema is known. */
export type TextprotoTree = Tree<MessageNode>;

/** The file itself, or what stands between `{ }` or `< >`. */
export interface MessageNode {
  readonly kind: 'message';
  readonly range: Range;
  /** Absent for the file itself. */
  readonly open?: Range;
  /** Absent for the file itself, and where the closing bracket is missing. */
  readonly close?: Range;
  readonly fields: readonly FieldNode[];
}

export interface FieldNode {
  readonly kind: 'field';
  /** From the name to the end of the last value. */
  readonly range: Range;
  readonly name: FieldName;
  /** The `:` where there is one. */
  readonly colon?: Range;
  /** The `[ ]` around the values where the list shorthand is used. */
  readonly list?: Range;
  /** One value without the list shorthand; none where it is missing. */
  readonly values: readonly ValueNode[];
}

export interface FieldName {
  readonly kind: 'identifier' | 'extension' | 'any';
  /** Without the brackets of `[extension.name]` and `[type.googleapis.com/some.Type]`. */
  readonly text: string;
  readonly range: Range;
}

export type ValueNode = MessageNode | ScalarNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly type: 'string' | 'integer' | 'float' | 'identifier';
  readonly range: Range;
  /** As written, a leading `-` and its white space left out; adjacent strings from the first quote to the last. */
  readonly raw: string;
  readonly negative: boolean;
  /** The decoded content of a `string`, adjacent parts joined; bytes that are not UTF-8 decoded as Latin-1. */
  readonly string?: string;
}
