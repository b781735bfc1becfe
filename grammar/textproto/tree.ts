import type { Range } from '../text.ts';
import type { SyntaxIssue, Tree } from '../tree.ts';

/** The protocol-buffer text format as written, before any schema is known. */
export interface TextprotoTree extends Tree<MessageNode> {
  readonly issues: readonly TextprotoIssue[];
  /**
   * What the text has of plain words, names of fields and constants alike, some of them twice: who looks for a field
   * need not walk through a tree without its word. Absent where they were not noted.
   */
  readonly words?: readonly string[];
}

/** A mistake, in our words for the editor and in those of the C++ reader for whoever compares with its log. */
export interface TextprotoIssue extends SyntaxIssue {
  readonly reader: ReaderReport;
}

/** What the C++ `TextFormat` parser says of a mistake, and when: it reads left to right with one token of lookahead. */
export interface ReaderReport {
  /** The offset of the token at which the reader notices. */
  readonly token: number;
  /** The place that it prints. */
  readonly offset: number;
  readonly message: string;
  /**
   * In this order at the same token: the tokenizer speaks before the parser, a missing comma is noticed before what
   * comes in its place, and a check of the schema comes before one of the syntax.
   */
  readonly stage: 'token' | 'separator' | 'schema' | 'syntax';
  /** What the reader wanted, where its words depend on the type of the field. */
  readonly wants?: 'colon' | 'value';
}

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
  /** `placeholder` is a `${name}` or `{{ name }}` of a template, also with text around it: `TYPE_${precision}`. */
  readonly type: 'string' | 'integer' | 'float' | 'identifier' | 'placeholder';
  readonly range: Range;
  /** As written, a leading `-` and its white space left out; adjacent strings from the first quote to the last. */
  readonly raw: string;
  readonly negative: boolean;
  /** The decoded content of a `string`, adjacent parts joined; bytes that are not UTF-8 decoded as Latin-1. */
  readonly string?: string;
}
