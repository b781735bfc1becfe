import type { Range } from '../grammar/text.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Replace `range` of the file `path` by `text`. */
export interface TextEdit {
  readonly path: string;
  readonly range: Range;
  readonly text: string;
}

export interface Fix {
  readonly title: string;
  /** A safe fix keeps the meaning or is the only possible one; others need `--fix-unsafe` or a click. */
  readonly safe: boolean;
  readonly edits: readonly TextEdit[];
}

export interface RelatedLocation {
  readonly path: string;
  readonly range: Range;
  readonly message: string;
}

export interface Finding {
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly range: Range;
  readonly related: readonly RelatedLocation[];
  readonly docs: string;
  readonly fixes: readonly Fix[];
}
