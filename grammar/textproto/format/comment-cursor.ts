import type { Comment } from '../../tree.ts';
import { directiveWords } from './directives.ts';

/** Hands out the comments of a file once each, in order, as the places around them are printed. */
export class CommentCursor {
  private next = 0;

  constructor(
    private readonly text: string,
    private readonly comments: readonly Comment[],
  ) {}

  /** Whether a comment is left that starts before `offset`. */
  hasBefore(offset: number): boolean {
    const comment = this.comments[this.next];
    return comment !== undefined && comment.range.start < offset;
  }

  /** Takes those that start before `offset`. */
  takeBefore(offset: number): Comment[] {
    const first = this.next;
    while (this.hasBefore(offset)) this.next++;
    return this.comments.slice(first, this.next);
  }

  /** Takes those that start before `offset` and before the next `off`. */
  takeBeforeOff(offset: number): Comment[] {
    const first = this.next;
    while (this.hasBefore(offset) && !isOff(this.comments[this.next]!)) this.next++;
    return this.comments.slice(first, this.next);
  }

  /** The `off` that stands next, where it starts before `offset`, and the `on` after it. Takes neither. */
  region(offset: number): { off: Comment; on: Comment | undefined } | undefined {
    const off = this.comments[this.next];
    if (off === undefined || off.range.start >= offset || !isOff(off)) return undefined;
    let at = this.next + 1;
    while (at < this.comments.length && !isOn(this.comments[at]!)) at++;
    return { off, on: this.comments[at] };
  }

  /** Takes the one that follows `from` on its line, where it starts before `limit`. */
  takeTrailing(from: number, limit: number): Comment | undefined {
    const comment = this.comments[this.next];
    if (comment === undefined || comment.range.start >= limit) return undefined;
    const newline = this.text.indexOf('\n', from);
    if (newline >= 0 && newline < comment.range.start) return undefined;
    this.next++;
    return comment;
  }
}

export const isOff = (comment: Comment): boolean => directiveWords(comment).includes('off');
const isOn = (comment: Comment): boolean => directiveWords(comment).includes('on');
