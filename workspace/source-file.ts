import type { FileKind } from '../grammar/hosts/host-reading.ts';
import { LineIndex } from '../grammar/text.ts';

export type { FileKind };

/** A text that was read, with the line index that every feature needs of it. */
export class SourceFile {
  private index: LineIndex | undefined;

  constructor(
    /** Relative to the workspace, or absolute; always with `/`. */
    readonly path: string,
    readonly text: string,
    readonly kind: FileKind,
  ) {}

  get lines(): LineIndex {
    this.index ??= new LineIndex(this.text);
    return this.index;
  }
}
