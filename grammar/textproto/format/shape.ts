import { LineIndex, type Range } from '../../text.ts';
import type { FieldNode, ScalarNode, TextprotoTree, ValueNode } from '../tree.ts';
import type { LayoutOptions } from './directives.ts';
import { stringParts } from './quotes.ts';

/** Answers how a file was laid out: what stood on one line, and where blank lines stood. */
export class Shape {
  private readonly lines: LineIndex;
  /** Offsets, ascending, of values that need lines of their own. */
  private readonly breaks: number[] = [];

  constructor(
    private readonly tree: TextprotoTree,
    private readonly options: LayoutOptions,
  ) {
    this.lines = new LineIndex(tree.text);
    this.collect(tree.root.fields);
  }

  /** Whether what stands in brackets was on one line and may stay there, comments aside. */
  isInline({ start, end }: Range): boolean {
    if (this.lines.positionAt(start).line !== this.lines.positionAt(end).line) return false;
    let low = 0;
    let high = this.breaks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.breaks[middle]! < start) low = middle + 1;
      else high = middle;
    }
    return !(this.breaks[low]! < end);
  }

  /** Whether a blank line stands right before an offset. */
  hasBlankBefore(offset: number): boolean {
    let newlines = 0;
    for (let at = offset - 1; at >= 0 && newlines < 2; at--) {
      const code = this.tree.text.charCodeAt(at);
      if (code === 10) newlines++;
      else if (code !== 32 && (code < 9 || code > 13)) break;
    }
    return newlines === 2;
  }

  /** The start of the line that an offset stands on, where only white space is before it. */
  lineStart(offset: number): number | undefined {
    const start = this.tree.text.lastIndexOf('\n', offset - 1) + 1;
    return this.tree.text.slice(start, offset).trim() === '' ? start : undefined;
  }

  private collect(fields: readonly FieldNode[]): void {
    for (const field of fields) {
      for (const value of field.values) {
        if (value.kind === 'message') {
          if (this.options.expandAllChildren && value.fields.length > 0) this.breaks.push(value.range.start);
          this.collect(value.fields);
        } else if (value.type === 'string' && stringParts(value.raw).length > 1)
          this.breaks.push(value.range.start);
      }
    }
  }
}

/** Where the text of a scalar begins, after its `-` and what may stand between the two. */
export const rawStart = (value: ScalarNode): number => value.range.end - value.raw.length;

/** Where a comment no longer stands between the name of a field and its value. */
export function valueStart(field: FieldNode): number {
  const first: ValueNode | undefined = field.values[0];
  if (field.list) return field.list.start;
  return first?.kind === 'scalar' ? rawStart(first) : (first?.range.start ?? field.range.end);
}
