import type { Range } from './text.ts';

/** Something a parser could not read. Parsers never throw: they list these beside the tree. */
export interface SyntaxIssue {
  /** A stable identifier of the kind of mistake, such as `expected-value`. */
  readonly id: string;
  readonly message: string;
  readonly range: Range;
}

export interface Comment {
  /** The comment with its `#`, without the line break. */
  readonly text: string;
  readonly range: Range;
}

/** What every parser returns: a tree, whatever the text; and what was wrong with the text, in order of position. */
export interface Tree<Root> {
  readonly text: string;
  readonly root: Root;
  readonly comments: readonly Comment[];
  readonly issues: readonly SyntaxIssue[];
}
