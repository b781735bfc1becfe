import type { Comment, SyntaxIssue } from '../../tree.ts';
import type { FieldNode, MessageNode, ScalarNode, TextprotoTree, ValueNode } from '../tree.ts';
import { CommentCursor, isOff } from './comment-cursor.ts';
import { directiveWords, type LayoutOptions } from './directives.ts';
import { brackets, fieldHead, inlineList, inlineValue, scalarLiterals } from './inline.ts';
import { Lines } from './lines.ts';
import { stringParts } from './quotes.ts';
import { rawStart, Shape, valueStart } from './shape.ts';
import { SortGroup } from './sort-group.ts';

/** A value that is about to be printed. */
interface Place {
  readonly depth: number;
  /** What stands before the value on its line: the name of a field, nothing in a list. */
  readonly head: string;
  /** What follows the value: the comma of a list. */
  readonly tail: string;
  /** Comments between the name and the value. */
  readonly between: readonly Comment[];
}

/** Prints a tree in the layout of txtpbfmt. Comments are handed out in order: none is lost, none passes another. */
export class Printer {
  /** An `off` that keeps nothing as it is: it has no `on` in its message, or stands inside of a field. */
  strayOff: SyntaxIssue | undefined;
  private readonly out = new Lines();
  private readonly comments: CommentCursor;
  private readonly shape: Shape;

  constructor(
    private readonly tree: TextprotoTree,
    private readonly options: LayoutOptions,
  ) {
    this.comments = new CommentCursor(tree.text, tree.comments);
    this.shape = new Shape(tree, options);
  }

  /** The whole file, with `\n` between its lines. */
  print(): string {
    this.body(this.tree.root.fields, this.tree.text.length, 0);
    return this.out.toString();
  }

  /** Fields up to `end`, where a bracket closes or the file ends. */
  private body(fields: readonly FieldNode[], end: number, depth: number): void {
    const group = this.options.sortFieldsByName ? new SortGroup(this.out) : undefined;
    for (let at = 0; at < fields.length || this.comments.hasBefore(end); ) {
      const field = fields[at];
      const start = field?.range.start ?? end;
      const leading = this.comments.takeBeforeOff(start);
      const region = this.comments.region(start);
      const attached = region || !field ? leading.length : group ? this.attachedFrom(leading, start) : 0;
      if (attached > 0) group?.end();
      this.separateLines(leading.slice(0, attached), depth);
      if (region) {
        group?.end();
        at = this.keepRegion(region, fields, at, end, depth);
      } else if (field) {
        group?.begin(field.name.text);
        this.separateLines(leading.slice(attached), depth);
        this.blankBefore(start);
        this.field(field, depth);
        this.trailing(field.range.end, fields[++at]?.range.start ?? end);
      }
    }
    group?.end();
    this.blankBefore(end);
  }

  /** The first of the comments before a field that would move with it: no blank line and no directive after it. */
  private attachedFrom(leading: readonly Comment[], field: number): number {
    let first = leading.length;
    for (; first > 0; first--) {
      const next = leading[first]?.range.start ?? field;
      if (this.shape.hasBlankBefore(next) || directiveWords(leading[first - 1]!).length > 0) break;
    }
    return first;
  }

  /** Copies the lines from an `off` to its `on`; returns the index of the first field after them. */
  private keepRegion(
    { off, on }: { off: Comment; on: Comment | undefined },
    fields: readonly FieldNode[],
    at: number,
    end: number,
    depth: number,
  ): number {
    const start = this.shape.lineStart(off.range.start);
    let next = at;
    while (on && next < fields.length && fields[next]!.range.end <= on.range.start) next++;
    const straddles = on && next < fields.length && fields[next]!.range.start < on.range.start;
    if (!on || on.range.end > end || straddles || start === undefined) {
      this.noteStray(off);
      this.separateLines(this.comments.takeBefore(off.range.end), depth);
      return at;
    }
    this.blankBefore(off.range.start);
    this.out.addAsIs(this.tree.text.slice(start, on.range.end));
    this.comments.takeBefore(on.range.end);
    return next;
  }

  private field(field: FieldNode, depth: number): void {
    const between = this.comments.takeBefore(valueStart(field));
    const place = { depth, head: fieldHead(field, this.options), tail: '', between };
    if (field.list) this.list(field, field.list.end, place);
    else if (field.values[0]) this.value(field.values[0], place);
    else this.out.add(depth, place.head.trimEnd());
  }

  private value(value: ValueNode, place: Place): void {
    if (value.kind === 'message') this.message(value, place);
    else this.scalar(value, place);
  }

  private list(field: FieldNode, end: number, { depth, head, between }: Place): void {
    const inline = between.length === 0 && !this.comments.hasBefore(end) && this.shape.isInline(field.list!);
    if (inline) {
      this.out.add(depth, head + inlineList(field, this.tree.text, this.options));
      return;
    }
    const inside = depth + 1;
    this.out.add(depth, `${head}[`);
    this.lines(between, inside);
    const opened = this.out.count;
    const separate = (offset: number) => this.out.count > opened && this.blankBefore(offset);
    for (const [i, value] of field.values.entries()) {
      const start = value.range.start;
      for (const comment of this.comments.takeBefore(start)) {
        separate(comment.range.start);
        this.lines([comment], inside);
      }
      separate(start);
      const next = field.values[i + 1];
      const inner = value.kind === 'scalar' ? this.comments.takeBefore(rawStart(value)) : [];
      this.value(value, { depth: inside, head: '', tail: next ? ',' : '', between: inner });
      this.trailing(value.range.end, next?.range.start ?? end);
    }
    for (const comment of this.comments.takeBefore(end)) {
      separate(comment.range.start);
      this.lines([comment], inside);
    }
    this.out.add(depth, ']');
  }

  private message(node: MessageNode, { depth, head, tail, between }: Place): void {
    const { text } = this.tree;
    const end = node.close?.start ?? node.range.end;
    if (between.length === 0 && !this.comments.hasBefore(end) && this.shape.isInline(node.range)) {
      this.out.add(depth, head + inlineValue(node, text, this.options) + tail);
      return;
    }
    const [open, close] = brackets(node, text, this.options);
    this.out.add(depth, head + open);
    this.lines(between, depth + 1);
    this.body(node.fields, end, depth + 1);
    this.out.add(depth, close + tail);
  }

  private scalar(node: ScalarNode, { depth, head, tail, between }: Place): void {
    const literals = scalarLiterals(node, this.options);
    if (literals.length === 1 && between.length === 0) {
      this.out.add(depth, head + literals[0] + tail);
      return;
    }
    if (head !== '') this.out.add(depth, head.trimEnd());
    const inside = head === '' ? depth : depth + 1;
    this.lines(between, inside);
    const base = rawStart(node);
    const parts = literals.length > 1 ? stringParts(node.raw) : [];
    for (const [i, literal] of literals.entries()) {
      const next = parts[i + 1];
      this.lines(this.comments.takeBefore(base + (parts[i]?.start ?? 0)), inside);
      this.out.add(inside, next ? literal : literal + tail);
      if (next) this.trailing(base + parts[i]!.end, base + next.start);
    }
  }

  private trailing(from: number, limit: number): void {
    const comment = this.comments.takeTrailing(from, limit);
    if (!comment) return;
    this.out.append(`  ${comment.text.trimEnd()}`);
    this.noteStray(comment);
  }

  /** Comments in the lines between fields, with the blank lines that stand before them. */
  private separateLines(comments: readonly Comment[], depth: number): void {
    for (const comment of comments) {
      this.blankBefore(comment.range.start);
      this.out.add(depth, comment.text.trimEnd());
    }
  }

  private lines(comments: readonly Comment[], depth: number): void {
    for (const comment of comments) {
      this.out.add(depth, comment.text.trimEnd());
      this.noteStray(comment);
    }
  }

  private blankBefore(offset: number): void {
    if (this.shape.hasBlankBefore(offset)) this.out.addBlank();
  }

  private noteStray(comment: Comment): void {
    if (!isOff(comment)) return;
    this.strayOff ??= {
      id: 'stray-off',
      message:
        '`txtpbfmt: off` stands on a line of its own between fields, and `on` follows in the same message.',
      range: comment.range,
    };
  }
}
