import type { Range } from '../text.ts';

/** A stretch of an excerpt's text and where it stands in the file, up to the next run. */
interface Run {
  /** Where the run begins in the excerpt. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** Character by character; otherwise the stretch stands for the whole of `from` to `to`, as `"` does for `\"`. */
  readonly exact: boolean;
}

interface Source {
  readonly text: string;
  /** Where `text` begins in the file. */
  readonly start: number;
}

/**
 * Text taken out of a file, whose pieces need not stand side by side there: quotes, escapes and indentation left out,
 * variables filled in. Knows for every stretch of itself where it stands in the file.
 */
export class Excerpt {
  /** @internal Use `Excerpt.of` and `ExcerptBuilder`. */
  constructor(
    readonly text: string,
    readonly source: Source,
    readonly runs: readonly Run[],
  ) {}

  /** A text that stands in the file as it is, from `start` on. */
  static of(text: string, start = 0): Excerpt {
    return new Excerpt(text, { text, start }, [{ at: 0, from: start, to: start + text.length, exact: true }]);
  }

  /** A text that stands nowhere in the file, such as the value of a variable set outside it. */
  static placeless(text: string): Excerpt {
    return new Excerpt(text, { text: '', start: 0 }, []);
  }

  /** The same places with another text of the same length. */
  withText(text: string): Excerpt {
    return new Excerpt(text, this.source, this.runs);
  }

  /** A text that stands for a range of the same file as a whole. */
  elsewhere(text: string, { start, end }: Range): Excerpt {
    return new Excerpt(text, this.source, [{ at: 0, from: start, to: end, exact: false }]);
  }

  /** Where the stretch from `start` to `end` of the text stands in the file. */
  range(start: number, end: number): Range {
    const first = this.runs[this.runAt(start)];
    if (first === undefined) return { start: this.source.start, end: this.source.start };
    const from = first.exact ? Math.min(first.from + start - first.at, first.to) : first.from;
    if (end <= start) return { start: from, end: from };
    const last = this.runs[this.runAt(end - 1)]!;
    const to = last.exact ? Math.min(last.from + end - last.at, last.to) : last.to;
    // Pieces of several assignments may stand in the file in another order: then the first piece alone is drawn.
    return { start: from, end: to >= from ? to : first.to };
  }

  /** The text of the file at a range. */
  raw(range: Range): string {
    return this.source.text.slice(range.start - this.source.start, range.end - this.source.start);
  }

  /**
   * The stretch of the file that the excerpt was taken from, with blanks for what was left out, from the beginning of a
   * line on where something was: as long as in the file, and columns stay columns. Undefined where a piece stands there
   * in another form or order.
   */
  blanked(): { text: string; start: number } | undefined {
    const [first] = this.runs;
    if (first === undefined) return undefined;
    const { start } = this.range(0, 0);
    const pieces: string[] = [];
    if (this.runs.length > 1) {
      const lineStart =
        this.source.text.lastIndexOf('\n', start - this.source.start - 1) + 1 + this.source.start;
      pieces.push(' '.repeat(Math.max(0, start - lineStart)));
    }
    const textStart = start - (pieces[0]?.length ?? 0);
    let done = start;
    for (const { from, to, exact } of this.runs) {
      if (!exact || from < done) return undefined;
      pieces.push(
        this.raw({ start: done, end: from }).replace(/[^\r\n]/g, ' '),
        this.raw({ start: from, end: to }),
      );
      done = to;
    }
    return { text: pieces.join(''), start: textStart };
  }

  slice(start: number, end: number): Excerpt {
    return new ExcerptBuilder(this).copy(start, end).build();
  }

  /** The number of the run that holds an offset. */
  runAt(offset: number): number {
    let low = 0;
    let high = this.runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.runs[middle]!.at <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Puts an excerpt together from pieces of another one. */
export class ExcerptBuilder {
  private readonly pieces: string[] = [];
  private readonly runs: Run[] = [];
  private length = 0;

  constructor(private readonly base: Excerpt) {}

  /** Takes over a stretch of the base as it is. */
  copy(start: number, end: number): this {
    const { runs, text } = this.base;
    if (end <= start) {
      const { start: place } = this.base.range(start, start);
      return this.add('', place, place, true);
    }
    for (let at = start, run = this.base.runAt(start); at < end; run++) {
      const stop = Math.min(end, runs[run + 1]?.at ?? end);
      if (stop <= at) continue;
      const { start: from, end: to } = this.base.range(at, stop);
      this.add(text.slice(at, stop), from, to, runs[run]!.exact);
      at = stop;
    }
    return this;
  }

  /** Puts `text` in place of a stretch of the base. */
  replace(text: string, start: number, end: number): this {
    const { start: from, end: to } = this.base.range(start, end);
    return this.add(text, from, to, false);
  }

  /** Takes over another excerpt of the same file. */
  append(other: Excerpt): this {
    for (const [number, run] of other.runs.entries())
      this.add(other.text.slice(run.at, other.runs[number + 1]?.at), run.from, run.to, run.exact);
    return this;
  }

  /** What was put together so far. */
  text(): string {
    return this.pieces.join('');
  }

  build(): Excerpt {
    return new Excerpt(this.pieces.join(''), this.base.source, this.runs);
  }

  private add(text: string, from: number, to: number, exact: boolean): this {
    if (text === '' && this.length > 0) return this;
    const last = this.runs.at(-1);
    if (exact && last?.exact && last.to === from) this.runs[this.runs.length - 1] = { ...last, to };
    // An empty piece only marks the place of an empty text.
    else if (last?.at === this.length) this.runs[this.runs.length - 1] = { at: this.length, from, to, exact };
    else this.runs.push({ at: this.length, from, to, exact });
    this.pieces.push(text);
    this.length += text.length;
    return this;
  }
}
