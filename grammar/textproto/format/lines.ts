const indent = '  ';

/** The lines of the result so far. */
export class Lines {
  private readonly lines: string[] = [];

  get count(): number {
    return this.lines.length;
  }

  add(depth: number, text: string): void {
    this.lines.push(indent.repeat(depth) + text);
  }

  /** One or several lines as they are. */
  addAsIs(text: string): void {
    this.lines.push(text);
  }

  /** Puts text behind the last line. */
  append(text: string): void {
    this.lines[this.lines.length - 1] += text;
  }

  /** A blank line, where there is none yet and the file has begun. */
  addBlank(): void {
    if (this.lines.length > 0 && this.lines[this.lines.length - 1] !== '') this.lines.push('');
  }

  /** Puts the stretches that start at `starts`, up to the last line, into another order. A blank line before the first stays before the first. */
  reorder(starts: readonly number[], order: readonly number[]): void {
    const stretches = starts.map((start, i) => this.lines.slice(start, starts[i + 1] ?? this.lines.length));
    const blanks = stretches.map((stretch) => stretch[0] === '');
    const first = order[0]!;
    [blanks[0], blanks[first]] = [blanks[first]!, blanks[0]!];
    this.lines.length = starts[0]!;
    for (const at of order) {
      if (blanks[at]) this.lines.push('');
      const stretch = stretches[at]!;
      for (let i = stretch[0] === '' ? 1 : 0; i < stretch.length; i++) this.lines.push(stretch[i]!);
    }
  }

  toString(): string {
    return this.lines.length === 0 ? '' : `${this.lines.join('\n')}\n`;
  }
}
