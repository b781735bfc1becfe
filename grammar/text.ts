/** A half-open stretch of text in UTF-16 code units, counted from the start of the file. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Zero-based, characters in UTF-16 code units: the position of the Language Server Protocol. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface PositionRange {
  readonly start: Position;
  readonly end: Position;
}

export const emptyRange = (at: number): Range => ({ start: at, end: at });

export const covers = (range: Range, offset: number): boolean => range.start <= offset && offset <= range.end;

/** Converts between offsets and lines; `\n`, `\r\n` and a lone `\r` end a line, as the protocol has it. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) this.starts.push(i + 1);
    }
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** The position of an offset; offsets outside the text are clamped into it. */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - this.starts[low]! };
  }

  /** The offset of a position; lines and characters outside the text are clamped into it. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.starts.length) return this.text.length;
    const start = this.starts[position.line]!;
    return Math.min(start + Math.max(0, position.character), this.lineRange(position.line).end);
  }

  /** The offsets of a line without its line break. */
  lineRange(line: number): Range {
    const start = this.starts[line] ?? this.text.length;
    let end = this.starts[line + 1] ?? this.text.length;
    while (end > start && (this.text.charCodeAt(end - 1) === 10 || this.text.charCodeAt(end - 1) === 13))
      end--;
    return { start, end };
  }

  toPositions(range: Range): PositionRange {
    return { start: this.positionAt(range.start), end: this.positionAt(range.end) };
  }
}
